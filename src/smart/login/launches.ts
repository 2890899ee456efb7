import { createHash } from 'node:crypto'
import type { Registration, SmartServer } from '../registration/registration.ts'
import { newSecret } from '../session/sessions.ts'
import type { Endpoints } from './discovery.ts'

/** A launch that went to the authorization server and has not come back. */
export interface Launch {
  readonly registration: Registration
  readonly server: SmartServer
  readonly endpoints: Endpoints
  readonly verifier: string
  readonly nonce: string
  /** The value of the cookie that binds it to one browser. */
  readonly binding: string
  readonly scope: string
  /** Where the authorization server sends the browser back to. */
  readonly redirectUri: string
  readonly framed: boolean
  /** By a clock that never jumps, ms. */
  readonly at: number
}

/** Launches under way, by their `state`. */
export interface Launches {
  /** The `state` of a new launch. */
  begin(launch: Omit<Launch, 'at'>): string
  /** Takes a launch out, whatever becomes of it: a state is used once. */
  take(state: string): Launch | undefined
}

const LIFE_MS = 10 * 60_000
export const LIFE_SECONDS = LIFE_MS / 1000
const MOST = 5000

/** Bounded: the oldest gives way, for whoever begins a launch has proved nothing yet (threat T28). */
export function createLaunches(monotonic: () => number): Launches {
  const launches = new Map<string, Launch>()
  return {
    begin(launch) {
      const now = monotonic()
      for (const [state, { at }] of launches) {
        // In the order of their beginning.
        if (now - at < LIFE_MS && launches.size < MOST) break
        launches.delete(state)
      }
      const state = newSecret()
      launches.set(state, { ...launch, at: now })
      return state
    },
    take(state) {
      const launch = launches.get(state)
      launches.delete(state)
      return launch !== undefined && monotonic() - launch.at < LIFE_MS ? launch : undefined
    },
  }
}

/** PKCE (RFC 7636 §4.2). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
