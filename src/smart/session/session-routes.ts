import type { Request, Response } from 'express'
import { isDiscoveryOpen } from '../../http/context.ts'
import type { SmartContext } from '../context.ts'
import { writesOf } from '../registration/scopes.ts'
import { clearSessionCookie } from './cookies.ts'
import { sessionIn } from './guard.ts'

/** `GET /app/api/session`: what the page has to know; no token is in it. */
export function sessionRoute({ sessions, engine }: SmartContext) {
  return (_request: Request, response: Response): void => {
    const session = sessionIn(response)
    const { csrf, needPatientBanner, smartStyle } = session
    response.json({
      ...{ csrf, needPatientBanner, smartStyle },
      writes: writesOf(session.scope),
      idleSeconds: Math.round(sessions.limits.idleMs / 1000),
      endsAt: session.endsAt,
      // A browser's clock may be wrong by days; a length of time is the same for both.
      endsInSeconds: Math.floor(
        (session.startedAt + sessions.limits.absoluteMs - engine.monotonic()) / 1000,
      ),
    })
  }
}

/** `POST /app/api/active`: somebody is at work. */
export function activeRoute({ sessions }: SmartContext) {
  return (_request: Request, response: Response): void => {
    sessions.wake(sessionIn(response))
    response.status(204).end()
  }
}

/** `POST /app/api/logout`: session and cookie go at once; tokens where the server takes them back. */
export function logoutRoute({ sessions, metrics }: SmartContext) {
  return async (_request: Request, response: Response): Promise<void> => {
    const session = sessionIn(response)
    clearSessionCookie(response, session.framed)
    const revoked = await sessions.end(session, 'logout')
    metrics.app('logout', 'done')
    response.json({ revoked })
  }
}

/** `GET /app/api/sessions`: where else the same person is logged in, by times alone. */
export function sessionsRoute({ sessions, recalls, engine }: SmartContext) {
  return (_request: Request, response: Response): void => {
    const own = sessionIn(response)
    const now = engine.monotonic()
    response.json({
      sessions: recalls.ofSameUser(own).map((each) => ({
        isThis: each === own,
        beganAt: new Date(Date.parse(each.endsAt) - sessions.limits.absoluteMs).toISOString(),
        idleSeconds: Math.floor((now - each.activeAt) / 1000),
      })),
    })
  }
}

/** `POST /app/api/logout-everywhere`: the same person's sessions in other browsers, and this one. */
export function everywhereRoute({ sessions, recalls, metrics }: SmartContext) {
  return async (_request: Request, response: Response): Promise<void> => {
    const session = sessionIn(response)
    // First, so that who hears of a failure here is still in, and can try again.
    const others = await recalls.endOthers(session)
    clearSessionCookie(response, session.framed)
    const revoked = await sessions.end(session, 'logout')
    metrics.app('logout', 'done')
    response.json({ revoked, others })
  }
}

/** `GET /app/api/clients`: where the app can be opened without a card; names only where anybody may know. */
export function clientsRoute(context: SmartContext) {
  const { companions } = context.config
  return (_request: Request, response: Response): void => {
    const shown = isDiscoveryOpen(context) ? companions : []
    response.json({ clients: shown.map(({ policy }) => ({ id: policy.id, title: policy.id })) })
  }
}
