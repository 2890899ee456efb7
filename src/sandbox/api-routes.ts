import { type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { problemsOf } from '../engine/parse-request.ts'
import { CdsError } from '../errors.ts'
import { callerOf } from '../http/caller.ts'
import { type HttpContext, serviceOf } from '../http/context.ts'
import { only } from '../http/only.ts'
import { parseGuarded } from '../protocol/json-guard.ts'
import type { Addresses } from './addresses.ts'
import { TOKEN_SECONDS } from './auth/grants.ts'
import { explain } from './explain.ts'
import { ownPatient } from './own-bundle.ts'
import type { Sandbox } from './sandbox.ts'
import type { SandboxPatient } from './world.ts'

export interface ApiParts {
  readonly context: HttpContext
  readonly sandbox: Sandbox
  readonly addresses: Addresses
  /** Reads a JSON body as text, within the service's limits. */
  readonly jsonBody: RequestHandler
}

const MOST_OWN = 20

const tokenRequest = z.object({ patient: z.string(), write: z.boolean().optional() })
const launchRequest = z.object({
  patient: z.string(),
  encounter: z.string().nullish(),
  appContext: z.string().max(4096).nullish(),
  consent: z.boolean().optional(),
  embedded: z.boolean().optional(),
})

/** What the page asks for, below `/sandbox/api`. */
export function apiRoutes(parts: ApiParts): Router {
  const { context, sandbox, addresses, jsonBody } = parts
  const { world, grants } = sandbox
  const router = Router()
  router.use(ownOrigin)

  const patientOf = (id: string): SandboxPatient => {
    const patient = world.patients().find((each) => each.id === id)
    if (patient === undefined) throw invalid('patient', 'names no patient of the sandbox')
    return patient
  }

  const listed = (_request: Request, response: Response): void =>
    answer(response, { patients: world.patients() })
  const loading = (_request: Request, response: Response): void =>
    answer(response, sandbox.services)
  const taken = (request: Request, response: Response): void => {
    if (world.own() >= MOST_OWN)
      throw invalid(
        'entry',
        `cannot be taken: there are ${MOST_OWN} of your own; reset the sandbox`,
      )
    const id = `own-${world.own() + 1}`
    world.add(ownPatient(parseGuarded(request.body as string), id))
    answer(response.status(201), { id })
  }
  const token = (request: Request, response: Response): void => {
    const { patient, write } = bodyOf(request, tokenRequest)
    const { id } = patientOf(patient)
    const scope = write === true ? 'patient/*.cruds' : 'patient/*.rs'
    const launch = { patient: id, consent: false, embedded: true }
    const access = grants.tokens.add({ client: HOOK_CLIENT, scope, launch, family: id })
    answer(response, {
      fhirServer: `${addresses.localUrl(request)}/sandbox/fhir`,
      fhirAuthorization: {
        access_token: access,
        token_type: 'Bearer',
        expires_in: TOKEN_SECONDS,
        scope,
        subject: HOOK_CLIENT,
        patient: id,
      },
    })
  }
  const launched = (request: Request, response: Response): void => {
    const asked = bodyOf(request, launchRequest)
    const patient = patientOf(asked.patient)
    const encounter = asked.encounter ?? undefined
    if (encounter !== undefined && !patient.encounters.some(({ id }) => id === encounter))
      throw invalid('encounter', 'names no encounter of this patient')
    const launch = grants.launches.add({
      patient: patient.id,
      encounter,
      appContext: asked.appContext ?? undefined,
      consent: asked.consent === true,
      embedded: asked.embedded === true,
    })
    answer(response, { iss: `${addresses.publicUrl}/sandbox/fhir`, launch })
  }
  const explained = context.load.hooks.admitted<{ id: string }>(async (request, response) => {
    const service = serviceOf(context, request.params.id)
    const { engine, evaluator, config } = context
    const deps = { engine, evaluator, ruleBudgetMs: config.ruleBudgetMs }
    answer(response, await explain(request.body as string, service, callerOf(response), deps))
  }, callerOf)
  const reset = (request: Request, response: Response): void => {
    bodyOf(request, z.object({}))
    world.reset()
    grants.endAll()
    answer(response, {})
  }

  router.route('/patients').get(listed).post(jsonBody, taken).all(only('GET, HEAD, POST'))
  router.route('/services').get(loading).all(only('GET, HEAD'))
  router.route('/token').post(jsonBody, token).all(only('POST'))
  router.route('/launch').post(jsonBody, launched).all(only('POST'))
  router.route('/explain/:id').post(context.load.hooks.shed, jsonBody, explained).all(only('POST'))
  router.route('/reset').post(jsonBody, reset).all(only('POST'))
  return router
}

/** Who a hook call's token is for. */
const HOOK_CLIENT = 'cardstock'

/**
 * Pages of others may not press our buttons, though their browser reaches this machine: those of another
 * port are `same-site`. Browsers send the header to trustworthy addresses only, as those of this machine are.
 * Without it two things protect: what changes something takes JSON, which no page sends elsewhere before
 * it has asked, and nothing here says that it may; and a name made to lead here is refused
 * (`src/http/local-only.ts`).
 */
const ownOrigin: RequestHandler = (request, _response, next) => {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new CdsError('CDS_CLIENT_UNTRUSTED', [{ remedy: 'Call this from the sandbox itself.' }])
  next()
}

function answer(response: Response, value: object): void {
  response.set('cache-control', 'no-store').json(value)
}

function bodyOf<T>(request: Request<object>, schema: z.ZodType<T>): T {
  const checked = schema.safeParse(parseGuarded(request.body as string))
  if (!checked.success) throw new CdsError('CDS_REQUEST_INVALID', problemsOf(checked.error))
  return checked.data
}

function invalid(field: string, what: string): CdsError {
  return new CdsError('CDS_REQUEST_INVALID', [{ field, remedy: `${field} ${what}` }])
}
