import type { Request, Response } from 'express'
import { noteAudit } from '../../http/audit.ts'
import { OutboundError } from '../../security/guarded-fetch.ts'
import type { SmartContext } from '../context.ts'
import { redirectUriOf } from '../registration/registration.ts'
import { scopesFor, typesRead } from '../registration/scopes.ts'
import { shownServices } from '../registration/shown.ts'
import { setLaunchCookie } from '../session/cookies.ts'
import { isFramed } from '../session/frames.ts'
import { newSecret } from '../session/sessions.ts'
import { isAsked, targetOf } from './launch-target.ts'
import { challengeOf } from './launches.ts'
import { stopped } from './stopped.ts'

/**
 * `GET /app/launch`: from an EHR (`iss`, `launch`) or alone (`client`), on to the authorization server.
 * Nothing is sent to an `iss` that is not registered (threat T28).
 */
export function launchRoute(context: SmartContext) {
  const { config, discover, launches, metrics, log } = context
  return async (request: Request, response: Response): Promise<void> => {
    response.set('cache-control', 'no-store')
    const { publicUrl, companions } = config
    const target = targetOf(request, companions)
    if (typeof target === 'string') {
      stopped(context, response, target, 'launch')
      return
    }
    const { registration, server, launch } = target
    if (launch === undefined && !isAsked(request)) {
      // Without the client, for it is of nobody, and a flood of them is counted.
      const href = `launch?client=${encodeURIComponent(registration.policy.id)}`
      const wayOn = { href, text: 'Open the app' }
      stopped(context, response, 'launch-unasked', 'launch', { wayOn })
      return
    }
    noteAudit(response, { client: registration.policy })
    try {
      const endpoints = await discover(registration, server)
      const kind = launch === undefined ? 'launch/patient' : 'launch'
      const types = typesRead(shownServices(context, registration.policy))
      const scope = scopesFor(types, endpoints, kind, registration.scopes)
      const [verifier, nonce] = [newSecret(), newSecret()]
      const framed = isFramed(registration, publicUrl)
      const redirectUri = redirectUriOf(publicUrl, registration.policy)
      const plan = { registration, server, endpoints, scope, redirectUri, framed }
      const { state, sealed } = launches.begin({ ...plan, verifier, nonce })
      const address = new URL(endpoints.authorize)
      const asked: Readonly<Record<string, string>> = {
        response_type: 'code',
        client_id: registration.clientId,
        redirect_uri: redirectUri,
        scope,
        state,
        aud: server.iss,
        nonce,
        code_challenge: challengeOf(verifier),
        code_challenge_method: 'S256',
        ...(launch === undefined ? {} : { launch }),
      }
      for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value)
      setLaunchCookie(response, state, sealed, framed)
      metrics.app('launch', 'done')
      log.info(
        { requestId: response.locals.requestId, client: registration.policy.id },
        'app launch',
      )
      response.redirect(302, address.href)
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error
      const more = { registration, detail: error.message }
      stopped(context, response, 'discovery-failed', 'launch', more)
    }
  }
}
