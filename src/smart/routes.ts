import { fileURLToPath } from 'node:url'
import { type NextFunction, type Request, type Response, Router } from 'express'
import { jsonText } from '../http/body.ts'
import { only } from '../http/only.ts'
import { staticPages } from '../http/static-pages.ts'
import { adviceRoute } from './chart/advice-route.ts'
import { fhirWriteRoute } from './chart/fhir-write-route.ts'
import { patientRoute } from './chart/patient-route.ts'
import { trendsRoute } from './chart/trends-route.ts'
import type { SmartContext } from './context.ts'
import { callbackRoute } from './login/callback-route.ts'
import { launchRoute } from './login/launch-route.ts'
import { ancestors } from './login/message-page.ts'
import { sessionCookie } from './session/cookies.ts'
import { ownPageOnly, sessionIn, withSession } from './session/guard.ts'
import {
  activeRoute,
  clientsRoute,
  everywhereRoute,
  logoutRoute,
  sessionRoute,
  sessionsRoute,
} from './session/session-routes.ts'

/** A note or a report that goes into a record. */
const BODY_LIMIT = 1024 * 1024
const PAGE = fileURLToPath(new URL('../../dist/companion', import.meta.url))

/** Everything below `/app`: the page, its launch and its calls. */
export function companionRoutes(context: SmartContext): Router {
  const { load, sessions } = context
  const router = Router({ strict: true })
  const policyOf = (response: Response) => sessionIn(response).endpoint.registration.policy
  const { appReads, appWrites } = load
  const text = jsonText(BODY_LIMIT, appWrites.bodies)
  const live = (call: string) => withSession(context, call)

  // A HEAD is answered as a GET would be, and so would use up a code or read a chart.
  router.use(['/launch', '/callback', '/api'], noHead)
  router.route('/launch').get(launchRoute(context)).all(only('GET'))
  router.route('/callback/:client').get(callbackRoute(context)).all(only('GET'))
  router.use('/api', ownPageOnly(context))
  router.route('/api/clients').get(clientsRoute(context)).all(only('GET'))
  router
    .route('/api/session')
    .get(withSession(context, 'session', 'if-known'), sessionRoute(context))
    .all(only('GET'))
  router.route('/api/active').post(live('active'), activeRoute(context)).all(only('POST'))
  router.route('/api/logout').post(live('logout'), logoutRoute(context)).all(only('POST'))
  router.route('/api/sessions').get(live('sessions'), sessionsRoute(context)).all(only('GET'))
  router
    .route('/api/logout-everywhere')
    .post(live('logout-everywhere'), everywhereRoute(context))
    .all(only('POST'))
  router
    .route('/api/advice')
    .get(
      appReads.shed,
      live('advice'),
      appReads.limitRate(policyOf),
      appReads.inTurn(adviceRoute(context), policyOf),
    )
    .all(only('GET'))
  router
    .route('/api/trends')
    .get(
      appReads.shed,
      live('trends'),
      appReads.limitRate(policyOf),
      appReads.inTurn(trendsRoute(context), policyOf),
    )
    .all(only('GET'))
  router
    .route('/api/fhir/:type')
    .post(
      appWrites.shed,
      live('create'),
      appWrites.limitRate(policyOf),
      text,
      appWrites.admitted(fhirWriteRoute(context), policyOf),
    )
    .all(only('POST'))
  router
    .route('/api/patient')
    .get(
      appReads.shed,
      live('patient'),
      appReads.limitRate(policyOf),
      appReads.inTurn(patientRoute(context), policyOf),
    )
    .all(only('GET'))
  router.use(
    staticPages({
      folder: PAGE,
      frameAncestors: (request) => {
        const session = sessions.find(sessionCookie(request))
        return ancestors(session?.endpoint.registration.frameAncestors ?? [])
      },
    }),
  )
  return router
}

function noHead(request: Request, response: Response, next: NextFunction): void {
  if (request.method === 'HEAD') only('GET')(request, response)
  else next()
}
