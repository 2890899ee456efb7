/** Where a server that listens at a host and a port is called; a literal of IPv6 stands in brackets. */
export function httpAddress(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
