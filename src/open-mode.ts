/** Open mode: no clients are configured, and only this machine is answered. */
export function isOpenMode({ clients }: { readonly clients: readonly unknown[] }): boolean {
  return clients.length === 0
}
