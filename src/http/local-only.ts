import { isLoopback } from '../security/outbound.ts'

/**
 * Tells whether a caller knows this machine by a name of its own, or by `publicUrl`. A page in a browser
 * of this machine may come by a name that its owner makes lead here (DNS rebinding): the connection is
 * then from this machine, and to the browser all is of one origin, but the `Host` is that name. Whoever
 * sends no `Host` (HTTP 1.0) is no browser.
 */
export function knowsOwnName(publicUrl: string): (host: string | undefined) => boolean {
  const own = new URL(publicUrl).hostname
  // Nearly all callers write the same.
  let known: string | undefined
  return (host) => {
    if (host === undefined || host === known) return true
    const name = URL.parse(`http://${host}`)?.hostname
    if (name === undefined || (name !== own && !isLoopback(name))) return false
    known = host
    return true
  }
}
