import { randomUUID } from 'node:crypto'
import {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express'
import { CdsError } from '../errors.ts'
import type { Resource } from '../fhir/memory/bundle.ts'
import { SearchError, type Stored } from '../fhir/memory/search.ts'
import { versionOf } from '../fhir/memory/store.ts'
import { answerOptions } from '../http/cors.ts'
import { parseGuarded } from '../protocol/json-guard.ts'
import type { Addresses } from './addresses.ts'
import { smartConfiguration } from './auth/discovery.ts'
import type { Grant, Grants } from './auth/grants.ts'
import { capabilityStatement, TYPES } from './capability.ts'
import { accessOf } from './fhir-access.ts'
import { FhirError, sendFhir, sendOutcome } from './fhir-outcome.ts'
import { formText, queryOf } from './form.ts'
import type { World } from './world.ts'

export interface FhirParts {
  readonly world: World
  readonly grants: Grants
  readonly addresses: Addresses
  readonly now: () => Date
  /** Reads a JSON body as text, within the service's limits. */
  readonly jsonBody: RequestHandler
}

const METHODS = 'GET, HEAD, POST, PUT'

type Typed = Request<{ type: string; id: string }>

/** The FHIR R4 server below `/sandbox/fhir`: nothing but metadata is told without a token. */
export function fhirRoutes(parts: FhirParts): Router {
  const { world, grants, addresses, now, jsonBody } = parts
  const started = now()
  const router = Router()

  router.get('/.well-known/{*what}', (request, response, next) => {
    const known = ['/.well-known/smart-configuration', '/.well-known/openid-configuration']
    if (!known.includes(request.path)) {
      next()
      return
    }
    response.json(smartConfiguration(addresses.publicUrl))
  })
  router.get('/metadata', (_request, response) =>
    sendFhir(response, capabilityStatement(addresses.publicUrl, started)),
  )

  // Before the token: a browser asks without one whether it may send it.
  router.options('/{*any}', (_request, response) => answerOptions(response, METHODS))

  const authenticate: RequestHandler = (request, response, next) => {
    const [, token = ''] = /^Bearer ([\w-]+)$/i.exec(request.headers.authorization ?? '') ?? []
    const grant = grants.tokens.get(token)
    if (grant === undefined)
      throw new FhirError(401, 'login', 'No token of this sandbox, or one that has run out')
    response.locals.grant = grant
    next()
  }
  const search = (request: Typed, response: Response, parameters: URLSearchParams): void => {
    const type = typeOf(request)
    const sees = accessOf(grantOf(response), type, 's')
    sendFhir(
      response,
      atBase(world.store.search(type, parameters, sees), addresses.fhirAsked(request)),
    )
  }
  const sent = (request: Typed, response: Response, stored: Stored, status: number): void => {
    const { resourceType, id } = stored
    const version = versionOf(stored)
    const base = addresses.fhirAsked(request)
    response.status(status).set('etag', `W/"${version}"`)
    if (status === 201)
      response.set('location', `${base}/${resourceType}/${id}/_history/${version}`)
    sendFhir(response, stored)
  }

  router.use(authenticate)
  router.get('/', (request, response) => {
    const grant = grantOf(response)
    const page = world.store.page(queryOf(request))
    if (page === undefined) throw new FhirError(404, 'not-found', 'There is no such page')
    for (const { resource } of (page.entry ?? []) as readonly { resource: Stored }[])
      if (!accessOf(grant, resource.resourceType, 's')(resource))
        throw new FhirError(403, 'forbidden', 'That page is of another search than this token may')
    sendFhir(response, atBase(page, addresses.fhirAsked(request)))
  })
  router.get('/:type', (request: Typed, response) => search(request, response, queryOf(request)))
  router.post('/:type/_search', formText, (request: Typed, response) => {
    if (typeof request.body !== 'string')
      throw new FhirError(415, 'not-supported', 'Send application/x-www-form-urlencoded')
    const both = new URLSearchParams([...queryOf(request), ...new URLSearchParams(request.body)])
    search(request, response, both)
  })
  router.get('/:type/:id', (request: Typed, response) => {
    const type = typeOf(request)
    const sees = accessOf(grantOf(response), type, 'r')
    const found = world.store.read(type, request.params.id)
    // Another patient's record is not there, rather than forbidden: so nobody learns of it.
    if (found === undefined || !sees(found))
      throw new FhirError(404, 'not-found', 'There is no such resource')
    sent(request, response, found, 200)
  })
  router.post('/:type', jsonBody, (request: Typed, response) => {
    const type = typeOf(request)
    const sees = accessOf(grantOf(response), type, 'c')
    const resource = resourceOf(request, type)
    const stored = { ...resource, resourceType: type, id: randomUUID() }
    if (!sees(stored)) throw forbidden()
    sent(request, response, world.store.put(stored), 201)
  })
  router.put('/:type/:id', jsonBody, (request: Typed, response) => {
    const type = typeOf(request)
    const grant = grantOf(response)
    const { id } = request.params
    const before = world.store.read(type, id)
    const sees = accessOf(grant, type, before === undefined ? 'c' : 'u')
    const resource = { ...resourceOf(request, type), resourceType: type, id }
    if (resourceOf(request, type).id !== id || !/^[A-Za-z0-9.-]{1,64}$/.test(id))
      throw new FhirError(400, 'invalid', 'The id of the resource is not that of the address')
    if (!sees(resource) || (before !== undefined && !sees(before))) throw forbidden()
    const asked = request.headers['if-match']
    if (asked !== undefined && asked !== `W/"${before === undefined ? 0 : versionOf(before)}"`)
      throw new FhirError(412, 'conflict', 'The resource has another version by now')
    sent(request, response, world.store.put(resource), before === undefined ? 201 : 200)
  })
  router.use(({ method }, response) => {
    if (['GET', 'HEAD', 'POST', 'PUT'].includes(method))
      throw new FhirError(404, 'not-found', `There is no ${method} at this address`)
    response.set('allow', METHODS)
    throw new FhirError(405, 'not-supported', `This server takes no ${method}`)
  })
  router.use(asOutcome)
  return router
}

function asOutcome(
  error: unknown,
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (error instanceof FhirError) sendOutcome(response, error)
  else if (error instanceof SearchError)
    sendOutcome(response, new FhirError(400, 'not-supported', error.message))
  else next(error)
}

/** What `authenticate` found. */
function grantOf({ locals }: Response): Grant {
  return locals.grant
}

const forbidden = () =>
  new FhirError(403, 'forbidden', 'The token is for the records of one patient')

function typeOf({ params }: Typed): string {
  if (TYPES.has(params.type)) return params.type
  throw new FhirError(404, 'not-supported', 'This server has no such resource type')
}

function resourceOf(request: Typed, type: string): Resource {
  const value = parseGuarded(request.body as string)
  const { resourceType } = (value ?? {}) as { resourceType?: unknown }
  if (resourceType !== type)
    throw new CdsError('CDS_REQUEST_INVALID', [
      { field: 'resourceType', remedy: 'resourceType must be that of the address' },
    ])
  return value as Resource
}

/** With links in full: the store makes them relative, for it does not know who asks. */
function atBase(bundle: Resource, base: string): Resource {
  const { link, entry, ...rest } = bundle as Resource & {
    readonly link?: readonly { readonly url: string }[]
    readonly entry: readonly { readonly fullUrl: string }[]
  }
  return {
    ...rest,
    ...(link === undefined
      ? {}
      : { link: link.map((each) => ({ ...each, url: base + each.url })) }),
    entry: entry.map((each) => ({ ...each, fullUrl: base + each.fullUrl })),
  }
}
