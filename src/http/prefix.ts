import type { RequestListener } from 'node:http'

/** What our own addresses begin with: of such a prefix nobody could tell whether it was taken off. */
const OWN = ['/app', '/cds-services', '/sandbox']

/**
 * Takes the path of `publicUrl` off the addresses of requests, so that a proxy may leave it on or take
 * it off. What comes without it is answered as it is: health checks come past the proxy.
 */
export function withoutPrefix(app: RequestListener, publicUrl: string): RequestListener {
  const prefix = new URL(publicUrl).pathname.replace(/\/$/, '')
  if (prefix === '' || OWN.some((own) => `${prefix}/`.startsWith(`${own}/`))) return app
  return (request, response) => {
    if (request.url?.startsWith(`${prefix}/`) === true)
      request.url = request.url.slice(prefix.length)
    app(request, response)
  }
}
