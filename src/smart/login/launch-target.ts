import type { Request } from 'express'
import {
  type Registration,
  registeredServer,
  type SmartServer,
} from '../registration/registration.ts'
import type { MessageName } from './messages.ts'

/** Where a launch goes. */
interface Target {
  readonly registration: Registration
  readonly server: SmartServer
  /** The EHR's launch context; absent where the app stands alone. */
  readonly launch?: string
}

/**
 * Whether a person opens the app alone: from a page of ours, or by an address of their own (Fetch Metadata,
 * `Sec-Fetch-Site`). Where a page of others leads there, or a browser does not say, somebody is asked first,
 * or that page could open sessions, and end those before, without anybody's act (ASVS 7.6.2). An EHR's
 * launch is an act of its own, with a `launch` that its server has to know.
 */
export function isAsked({ headers }: Request): boolean {
  const site = headers['sec-fetch-site']
  return site === 'same-origin' || site === 'none'
}

/** Where a launch goes, or why nowhere. */
export function targetOf(
  { query }: Request,
  companions: readonly Registration[],
): Target | Extract<MessageName, 'launch-incomplete' | 'iss-unknown' | 'client-unknown'> {
  const { iss, launch, client } = query
  if (typeof client === 'string' && iss === undefined) {
    const registration = companions.find(({ policy }) => policy.id === client)
    const [server] = registration?.servers ?? []
    return registration === undefined || server === undefined
      ? 'client-unknown'
      : { registration, server }
  }
  if (typeof iss !== 'string') return 'launch-incomplete'
  const found = registeredServer(companions, iss)
  if (found === undefined) return 'iss-unknown'
  return typeof launch === 'string' && launch !== '' ? { ...found, launch } : 'launch-incomplete'
}
