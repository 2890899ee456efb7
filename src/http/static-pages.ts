import { type Request, type RequestHandler, type Response, Router } from 'express'
import { only } from './only.ts'
import { type PageFile, pageFiles } from './page-files.ts'

/** A page that Vite has built, and who may put it into a frame. */
export interface StaticPages {
  /** Where Vite wrote it: `index.html`, and `assets` with a hash in each name. */
  readonly folder: string
  /** For each answer, as CSP writes it: `'none'`, or the origins of the EHR. */
  readonly frameAncestors: (request: Request, response: Response) => string
  /** What the page itself may put into a frame; absent: nothing. */
  readonly frames?: string
}

/**
 * Serves a built page at `/` and its files at `/assets/*` of wherever it is mounted. HTML is never
 * kept by a browser, assets always: their names change with their content. Mounted at an address
 * without a slash at the end it leads to the one with it, by which the page finds its files.
 *
 * @example app.use('/app', staticPages({ folder: 'dist/companion', frameAncestors: () => "'none'" }))
 */
export function staticPages(page: StaticPages): RequestHandler {
  const files = pageFiles(page.folder)
  const html = files.get('index.html')
  const router = Router({ strict: true })
  const refuse = only('GET, HEAD')
  router
    .route('/')
    .get((request, response) => {
      // The address as it was sent; relative, for a proxy may have put a prefix before it.
      const [path = ''] = request.originalUrl.split('?')
      if (!path.endsWith('/')) {
        response.redirect(
          308,
          `${path.split('/').at(-1)}/${request.originalUrl.slice(path.length)}`,
        )
        return
      }
      response.set('cache-control', 'no-store')
      response.set('content-security-policy', policyOf(page, request, response))
      if (html === undefined) send(request, response.status(503), NOT_BUILT)
      else send(request, response, html)
    })
    .all(refuse)
  router
    .route('/assets/:name')
    .get((request, response, next) => {
      const file = files.get(`assets/${request.params.name}`)
      if (file === undefined) {
        next()
        return
      }
      response.set('cache-control', 'public, max-age=31536000, immutable')
      send(request, response, file)
    })
    .all((request, response, next) => {
      if (files.has(`assets/${request.params.name}`)) refuse(request, response)
      else next()
    })
  return router
}

function send(request: Request, response: Response, { type, body, zipped }: PageFile): void {
  response.set('content-type', type)
  if (zipped !== undefined) response.vary('Accept-Encoding')
  const isZipped = zipped !== undefined && request.acceptsEncodings('gzip') === 'gzip'
  if (isZipped) response.set('content-encoding', 'gzip')
  const bytes = isZipped ? zipped : body
  response.set('content-length', String(bytes.length))
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

/** What a page of ours may do (threat T28): its own files, its own server, and no text made code. */
function policyOf(page: StaticPages, request: Request, response: Response): string {
  return [
    "default-src 'none'",
    ...["script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'"],
    ...(page.frames === undefined ? [] : [`frame-src ${page.frames}`]),
    ...["form-action 'self'", "base-uri 'none'"],
    `frame-ancestors ${page.frameAncestors(request, response)}`,
    "require-trusted-types-for 'script'",
  ].join('; ')
}

const NOT_BUILT: PageFile = {
  type: 'text/html; charset=utf-8',
  body: Buffer.from(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not built yet</title></head><body>
<h1>This page has not been built</h1>
<p>Run <code>npm run build</code> (<code>npm ci</code> does it too), then start the service again.</p>
</body></html>
`),
}
