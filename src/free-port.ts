import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'

/** A port that nobody else gets, until a server listens by the holder's socket. */
export interface HeldPort {
  readonly port: number
  readonly holder: Server
}

/** Takes a free port. Held alone it keeps no process alive. */
export async function holdFreePort(host: string): Promise<HeldPort> {
  const holder = createServer().unref().listen(0, host)
  await once(holder, 'listening')
  // Listening on TCP, so the address is not a pipe's name.
  return { port: (holder.address() as AddressInfo).port, holder }
}
