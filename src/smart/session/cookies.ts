import type { Request, Response } from 'express'
import { LIFE_SECONDS } from '../login/launches.ts'

const SESSION = '__Host-cardstock-app'
const LAUNCH = '__Host-cardstock-launch'

/**
 * `__Host-`: of this origin, sent to no other, set over TLS (or on this machine) alone. In an EHR's
 * frame a cookie is of a third party, and browsers keep it only in a jar per site around it
 * (`Partitioned`).
 */
function attributes(framed: boolean): string {
  return `Path=/; Secure; HttpOnly; ${framed ? 'SameSite=None; Partitioned' : 'SameSite=Lax'}`
}

export const sessionCookie = (request: Request): string | undefined => cookieOf(request, SESSION)

export function setSessionCookie(response: Response, value: string, framed: boolean): void {
  response.append('set-cookie', `${SESSION}=${value}; ${attributes(framed)}`)
}

export function clearSessionCookie(response: Response, framed: boolean): void {
  response.append('set-cookie', `${SESSION}=; Max-Age=0; ${attributes(framed)}`)
}

/** One per launch, so that two launches in one browser do not undo each other. */
const nameOf = (state: string): string => `${LAUNCH}-${state.slice(0, 12)}`

export const launchCookie = (request: Request, state: string): string | undefined =>
  cookieOf(request, nameOf(state))

export function setLaunchCookie(
  response: Response,
  state: string,
  value: string,
  framed: boolean,
): void {
  const life = `Max-Age=${LIFE_SECONDS}`
  response.append('set-cookie', `${nameOf(state)}=${value}; ${life}; ${attributes(framed)}`)
}

export function clearLaunchCookie(response: Response, state: string, framed: boolean): void {
  response.append('set-cookie', `${nameOf(state)}=; Max-Age=0; ${attributes(framed)}`)
}

function cookieOf({ headers }: Request, name: string): string | undefined {
  for (const each of (headers.cookie ?? '').split(';')) {
    const text = each.trim()
    if (text.startsWith(`${name}=`)) return text.slice(name.length + 1)
  }
  return undefined
}
