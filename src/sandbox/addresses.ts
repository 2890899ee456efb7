import type { Request } from 'express'

/** Where the sandbox stands, as seen by whoever asks. */
export interface Addresses {
  /** What people and apps see. */
  readonly publicUrl: string
  /** The socket's own address, which this process may call in open mode whatever stands in front. */
  readonly localUrl: (request: Request) => string
  /** Base of the FHIR server by which it was asked, for the links in its answers. */
  readonly fhirAsked: (request: Request) => string
}

export function addressesOf(publicUrl: string): Addresses {
  const localUrl = ({ socket }: Request): string => {
    const address = (socket.localAddress ?? '').replace(/^::ffff:/, '')
    const host = address.includes(':') ? `[${address}]` : address
    return `http://${host}:${socket.localPort}`
  }
  return {
    publicUrl,
    localUrl,
    fhirAsked(request) {
      const local = localUrl(request)
      const isLocal = `http://${request.headers.host}` === local
      return `${isLocal ? local : publicUrl}/sandbox/fhir`
    },
  }
}
