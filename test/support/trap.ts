import { createServer, type Server } from 'node:net'

/** Listens at the same port of 127.0.0.1 and ::1, and counts who comes. */
export interface Trap {
  readonly port: number
  readonly hasIpv6: boolean
  /** Connections so far, of either family. */
  connections(): number
  /** What was sent, as text. */
  received(): string
  close(): Promise<void>
}

export async function setTrap(): Promise<Trap> {
  let connections = 0
  let received = ''
  const make = () =>
    createServer((socket) => {
      connections += 1
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        received += bytes.toString('latin1')
        socket.end(
          'HTTP/1.1 200 OK\r\ncontent-type: application/fhir+json\r\nconnection: close\r\n\r\n' +
            '{"resourceType":"Patient","id":"pat1","name":[{"family":"Trapped"}]}',
        )
      })
    })
  const servers = await bothFamilies(make)
  return {
    port: portOf(servers[0]),
    hasIpv6: servers.length > 1,
    connections: () => connections,
    received: () => received,
    async close() {
      for (const server of servers) await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Servers = readonly [Server, ...Server[]]

/** The system gives the port of the one; where that is taken in the other family, it gives another. */
async function bothFamilies(make: () => Server): Promise<Servers> {
  for (;;) {
    const four = make()
    await listening(four, 0, '127.0.0.1')
    const six = make()
    const outcome = await listening(six, portOf(four), '::1')
    if (outcome === 'listening') return [four, six]
    // A machine without IPv6 has no ::1 to reach either.
    if (outcome !== 'EADDRINUSE') return [four]
    await new Promise((resolve) => four.close(resolve))
  }
}

function listening(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve) => {
    server.once('listening', () => resolve('listening'))
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'unknown'))
    server.listen(port, host)
  })
}

function portOf(server: Server): number {
  return (server.address() as { readonly port: number }).port // listens on TCP
}
