import { fileURLToPath } from 'node:url'
import { Router } from 'express'
import { jsonText } from '../http/body.ts'
import type { HttpContext } from '../http/context.ts'
import { staticPages } from '../http/static-pages.ts'
import { addressesOf } from './addresses.ts'
import { apiRoutes } from './api-routes.ts'
import { authRoutes } from './auth/auth-routes.ts'
import { fhirRoutes } from './fhir-routes.ts'
import type { Sandbox } from './sandbox.ts'

const PAGE = fileURLToPath(new URL('../../dist/sandbox', import.meta.url))

/**
 * Everything below `/sandbox`: the page, its patients on a FHIR server with an authorization server of
 * its own, all in memory. Only for open mode, which answers this machine alone (`src/http/trust.ts`).
 */
export function sandboxRoutes(context: HttpContext, sandbox: Sandbox): Router {
  const { config, engine, load } = context
  const { world, grants, idTokens } = sandbox
  const addresses = addressesOf(config.publicUrl)
  const jsonBody = jsonText(config.bodyLimitBytes, load.hooks.bodies)
  const router = Router({ strict: true })
  router.use('/fhir', fhirRoutes({ world, grants, addresses, now: engine.now, jsonBody }))
  router.use('/auth', authRoutes({ world, grants, idTokens, addresses }))
  router.use('/api', apiRoutes({ context, sandbox, addresses, jsonBody }))
  router.use(staticPages({ folder: PAGE, frameAncestors: () => "'none'", frames: "'self'" }))
  return router
}
