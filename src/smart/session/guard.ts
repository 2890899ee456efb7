import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { CdsError } from '../../errors.ts'
import type { SmartContext } from '../context.ts'
import { noteApp } from '../note.ts'
import { sessionCookie } from './cookies.ts'
import { pageRefusal } from './page-refusal.ts'
import type { Session } from './session.ts'
import { isSame } from './sessions.ts'

/** Repeats what `GET session` told; another origin's page could not read it, nor send it unasked. */
const CSRF_HEADER = 'x-cardstock-csrf'

/** Calls come from the app's own page: browsers say so, and those that do not say send the token. */
export function ownPageOnly(context: SmartContext): RequestHandler {
  const refused = pageRefusal(context)
  return (request: Request, response: Response, next: NextFunction): void => {
    response.set('cache-control', 'no-store')
    const site = request.headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin')
      throw refused(request, response, 'Open the app itself; other pages may not call it.')
    next()
  }
}

/**
 * Lets in who has a session, and the page that belongs to it: a cookie is the browser's, and where
 * another record was opened in it, the older page must not be given the other patient's data (T20).
 *
 * @param proof whether the page's token must be there; `GET session` is where it comes from
 */
export function withSession(
  context: SmartContext,
  call: string,
  proof: 'needed' | 'if-known' = 'needed',
): RequestHandler {
  const { sessions, recalls } = context
  const refused = pageRefusal(context)
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const session = sessions.find(sessionCookie(request))
    if (session === undefined || (await recalls.hasEnded(session)))
      throw new CdsError('CDS_SESSION_ENDED')
    const given = request.get(CSRF_HEADER)
    if (given === undefined && proof === 'needed')
      throw refused(request, response, `Send what GET session told as csrf in ${CSRF_HEADER}.`)
    if (given !== undefined && !isSame(session.csrf, given))
      throw new CdsError('CDS_SESSION_ENDED', [
        { remedy: 'Another record was opened in this browser; open this one again.' },
      ])
    response.locals.appSession = session
    noteApp(response, session, { call })
    next()
  }
}

/** The session that `withSession` let in. */
export function sessionIn(response: Response): Session {
  const session: Session | undefined = response.locals.appSession
  if (session === undefined) throw new Error('this route asks for no session')
  return session
}

/**
 * To be asked once what was read is noted for the trail: it was read, whoever hears of it.
 *
 * @throws CdsError where the session ended while its call was under way
 */
export function stillLive(session: Session): void {
  if (session.ended !== undefined) throw new CdsError('CDS_SESSION_ENDED')
}
