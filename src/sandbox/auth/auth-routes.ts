import { type Request, type Response, Router } from 'express'
import { only } from '../../http/only.ts'
import type { Addresses } from '../addresses.ts'
import { formText, queryOf } from '../form.ts'
import { isChoice } from '../scopes.ts'
import type { World } from '../world.ts'
import { type AuthorizeSetting, authorize, denied, granted, needsPatient } from './authorize.ts'
import { clientsAt } from './client.ts'
import { smartStyle } from './discovery.ts'
import type { Grants, Launch } from './grants.ts'
import type { IdTokens } from './id-token.ts'
import { consentPage, refusalPage, STYLE } from './pages.ts'
import { exchange, revoke } from './token.ts'

export interface AuthParts {
  readonly world: World
  readonly grants: Grants
  readonly idTokens: IdTokens
  readonly addresses: Addresses
}

/** The HTTP face of the authorization server, below `/sandbox/auth`. */
export function authRoutes({ world, grants, idTokens, addresses }: AuthParts): Router {
  const router = Router({ strict: true })
  const settingOf = (request: Request): AuthorizeSetting => {
    const issuer = `${addresses.publicUrl}/sandbox/fhir`
    return {
      clients: clientsAt(addresses.publicUrl),
      grants,
      issuer,
      audiences: [issuer, `${addresses.localUrl(request)}/sandbox/fhir`],
    }
  }

  const asked = (query: URLSearchParams, request: Request, response: Response): void => {
    const setting = settingOf(request)
    const result = authorize(query, setting)
    if (result.kind === 'redirect') redirect(response, result.to)
    else if (result.kind === 'refused') sendPage(response.status(400), refusalPage(result.why))
    else {
      const client = setting.clients.get(result.request.client)
      const patients = needsPatient(result.request) ? world.patients() : undefined
      const page = consentPage(client?.name ?? '', result.pending, result.request, patients)
      sendPage(response, page, new URL(result.request.redirectUri).origin)
    }
  }

  const decided = (request: Request, response: Response): void => {
    const form = formOf(request)
    const setting = settingOf(request)
    const pending = grants.pending.take(form.get('pending') ?? '')
    if (pending === undefined) {
      sendPage(
        response.status(400),
        refusalPage('This question was answered already, or too late.'),
      )
      return
    }
    const wanted = form.getAll('scope')
    const scopes = pending.scopes.filter((scope) => !isChoice(scope) || wanted.includes(scope))
    const launch = needsPatient(pending)
      ? chosen(world, form.get('patient'), scopes.includes('launch/encounter'))
      : pending.launch
    const isDenied = form.get('decision') !== 'allow' || !scopes.some(isChoice)
    if (isDenied || (needsPatient(pending) && launch === undefined))
      redirect(response, denied(pending, setting.issuer))
    else redirect(response, granted(pending, scopes, launch, setting))
  }

  const exchanged = async (request: Request, response: Response): Promise<void> => {
    const { clients, issuer } = settingOf(request)
    const { status, body } = await exchange(formOf(request), {
      isClient: (id) => clients.has(id),
      grants,
      idToken: (grant) => idTokens.sign(grant, issuer),
      styleUrl: `${addresses.publicUrl}/sandbox/auth/style.json`,
    })
    response.status(status).set('cache-control', 'no-store').set('pragma', 'no-cache').json(body)
  }

  router
    .route('/authorize')
    .get((request, response) => asked(queryOf(request), request, response))
    .post(formText, (request, response) => asked(formOf(request), request, response))
    .all(only('GET, HEAD, POST'))
  router.route('/decide').post(formText, decided).all(only('POST'))
  router.route('/token').post(formText, exchanged).all(only('POST'))
  router
    .route('/revoke')
    .post(formText, (request, response) => {
      revoke(formOf(request), grants)
      response.set('cache-control', 'no-store').status(200).end()
    })
    .all(only('POST'))
  const fixed = (path: string, type: string, text: string): void => {
    const send = (_request: Request, response: Response) =>
      void response.set('content-type', type).send(Buffer.from(text))
    router.route(path).get(send).all(only('GET, HEAD'))
  }
  fixed('/jwks', 'application/json; charset=utf-8', JSON.stringify(idTokens.jwks))
  fixed('/style.json', 'application/json; charset=utf-8', JSON.stringify(smartStyle))
  fixed('/style.css', 'text/css; charset=utf-8', STYLE)
  return router
}

function formOf(request: Request): URLSearchParams {
  return new URLSearchParams(typeof request.body === 'string' ? request.body : '')
}

/** The context of a standalone launch: the chosen patient, and, where it is wished, the latest visit. */
function chosen(world: World, id: string | null, withVisit: boolean): Launch | undefined {
  const patient = world.patients().find((each) => each.id === id)
  if (patient === undefined) return undefined
  const encounter = withVisit ? patient.encounters[0]?.id : undefined
  return { patient: patient.id, encounter, consent: true, embedded: false }
}

/** 303: whatever was sent here is not sent on. */
function redirect(response: Response, to: string): void {
  response.set('cache-control', 'no-store').redirect(303, to)
}

function sendPage(response: Response, text: string, target = "'self'"): void {
  response
    .set('content-type', 'text/html; charset=utf-8')
    .set('cache-control', 'no-store')
    .set(
      'content-security-policy',
      // Browsers hold the address to which a form's answer redirects to `form-action`, too.
      `default-src 'none'; style-src 'self'; form-action 'self' ${target}; base-uri 'none'; frame-ancestors 'self'`,
    )
    .send(text)
}
