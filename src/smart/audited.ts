import {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express'
import { auditTrail } from '../http/audit.ts'
import type { HttpContext } from '../http/context.ts'
import type { AppEvent } from '../store/audit.ts'

/** What of the app is recorded: whatever opens, reads, writes or ends a session (threat T25). */
export function appTrail(context: HttpContext): RequestHandler {
  // Of the same making as that of the routes: it reads every path as they do.
  const router = Router({ strict: true })
  const as = (event: AppEvent) => auditTrail(context, event)
  router.get('/launch', as('app-launch'))
  router.get('/callback/:client', as('app-login'))
  router.get(['/api/advice', '/api/trends', '/api/patient'], as('app-read'))
  router.post(['/api/logout', '/api/logout-everywhere'], as('app-end'))
  const write = as('app-write')
  // No pattern of what stands below, which could differ from the one of a route.
  router.use('/api/fhir', (request: Request, response: Response, next: NextFunction) => {
    if (request.method === 'POST') write(request, response, next)
    else next()
  })
  return (request, response, next) => {
    // Which a router answers by itself where it knows the path, before the route is reached.
    if (request.method === 'OPTIONS') next()
    else router(request, response, next)
  }
}
