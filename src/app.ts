import express, { type Express } from 'express'
import { CdsError } from './errors.ts'
import { noteArrival } from './http/arrival.ts'
import { auditTrail } from './http/audit.ts'
import { jsonText } from './http/body.ts'
import { callerOf } from './http/caller.ts'
import type { HttpContext } from './http/context.ts'
import { cors, serverOptions } from './http/cors.ts'
import { discoveryRoute } from './http/discovery-route.ts'
import { errorHandler } from './http/errors.ts'
import { feedbackRoute } from './http/feedback-route.ts'
import { livez, metricsRoute, readyz } from './http/health-routes.ts'
import { homeRoute, openApiRoute } from './http/home-route.ts'
import { hookRoute } from './http/hook-route.ts'
import { only } from './http/only.ts'
import { trustHandlers } from './http/trust.ts'
import { checkRequest, webHeaders } from './http/web-headers.ts'
import { isOpenMode } from './open-mode.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { sandboxRoutes } from './sandbox/sandbox-routes.ts'
import { appTrail } from './smart/audited.ts'
import type { SmartState } from './smart/context.ts'
import { companionRoutes } from './smart/routes.ts'

/** No call of feedback is longer, in bytes. */
const FEEDBACK_LIMIT = 1024 * 1024

/**
 * Makes the Express app: no port, no environment; everything it needs is in the contexts.
 *
 * @param sandbox absent: there is none
 */
export function createApp(context: HttpContext, smart: SmartState, sandbox?: Sandbox): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  const { config, engine, load, isOpen } = context
  const trust = trustHandlers(context)
  const text = jsonText(config.bodyLimitBytes, load.hooks.bodies)
  const feedbackLimit = Math.min(FEEDBACK_LIMIT, config.bodyLimitBytes)
  const feedbackText = jsonText(feedbackLimit, load.feedback.bodies)
  app.use(webHeaders({ publicUrl: config.publicUrl, newId: engine.newId, isOpen }))
  app.use('/cds-services', auditTrail(context, 'other'))
  app.all('/cds-services', auditTrail(context, 'discovery'))
  app.all('/cds-services/:id', auditTrail(context, 'hook'))
  app.all('/cds-services/:id/feedback', auditTrail(context, 'feedback'))
  app.use('/app', appTrail(context))
  app.use(cors(originsOf(config), isOpenMode(config)))
  app.use(checkRequest)
  // Whoever watches the process may call it by any name.
  app.route('/livez').get(livez).all(only('GET, HEAD'))
  app.route('/readyz').get(readyz(context)).all(only('GET, HEAD'))
  app.use(trust.everywhere)
  app.use(serverOptions)

  app
    .route('/cds-services')
    .get(trust.discovery, discoveryRoute(context))
    .all(only('GET, HEAD, OPTIONS'))
  app
    .route('/cds-services/:id')
    .post(
      noteArrival(engine.monotonic),
      load.hooks.shed,
      trust.hook,
      load.hooks.limitRate(callerOf),
      text,
      load.hooks.admitted(hookRoute(context), callerOf),
    )
    .all(only('POST, OPTIONS'))
  app
    .route('/cds-services/:id/feedback')
    .post(
      load.feedback.shed,
      trust.feedback,
      load.feedback.limitRate(callerOf),
      feedbackText,
      load.feedback.admitted(feedbackRoute(context), callerOf),
    )
    .all(only('POST, OPTIONS'))
  app.use('/app', companionRoutes({ ...context, ...smart }))
  app.route('/metrics').get(metricsRoute(context)).all(only('GET, HEAD'))
  app.route('/openapi.yaml').get(openApiRoute()).all(only('GET, HEAD'))
  if (sandbox !== undefined) app.use('/sandbox', sandboxRoutes(context, sandbox))
  app.route('/').get(homeRoute(context)).all(only('GET, HEAD'))

  app.use(() => {
    throw new CdsError('CDS_NOT_FOUND', [
      { remedy: 'There is nothing at this address; begin with GET /cds-services.' },
    ])
  })
  app.use(errorHandler(context.log, context.metrics.refused))
  return app
}

/** Whoever asks for leave to call has no name yet: the origins of all clients are admitted. */
function originsOf({ corsOrigins, clients }: HttpContext['config']): readonly string[] {
  return [corsOrigins, ...clients.map((client) => client.corsOrigins)].flat()
}
