import { createHash, randomBytes } from 'node:crypto'
import { type Sealer, sealer } from '../../security/seal.ts'
import { newSecret } from '../session/sessions.ts'
import { type LaunchPlan, launchPlans } from './launch-plans.ts'

/** A launch that went to the authorization server and has not come back. */
export interface Launch extends LaunchPlan {
  readonly verifier: string
  readonly nonce: string
}

/** A launch as it begins: its `state`, and what the browser keeps of it and sends back. */
export interface Begun {
  readonly state: string
  /** Some 300 characters of base64url that this process alone can read. */
  readonly sealed: string
}

/** Launches under way: each lies in the browser that began it, none of them here (ASVS 2.4.1). */
export interface Launches {
  begin(launch: Launch): Begun
  /**
   * The launch of a `state`; none where the browser did not begin it, where that was ten minutes ago,
   * or where it was spent.
   */
  find(state: string, sealed: string | undefined): Launch | undefined
  /**
   * To be asked before a code is exchanged, of a launch that was found: it is not found again.
   * `false`: so many log in that it could not be remembered, so the code must not be exchanged.
   */
  spend(state: string): boolean
}

const LIFE_MS = 10 * 60_000
export const LIFE_SECONDS = LIFE_MS / 1000
/** Some 10 MB. Each costs whoever sends it a launch, and 170 a second for ten minutes fill it. */
const MOST_SPENT = 100_000
/** As `newSecret` makes them. */
const STATE = /^[\w-]{43}$/

/** What a launch has for itself. */
interface Own {
  readonly plan: string
  readonly verifier: string
  readonly nonce: string
  /** By a clock that never jumps, ms. */
  readonly at: number
}

/**
 * Whoever begins a launch has proved nothing yet, so that any number may begin without a trace: what
 * has to be remembered is sealed for the browser, under a key of this process and of its `state` alone.
 * What is used is kept, or it could be used again (threat T28).
 *
 * @param most launches that may be spent within ten minutes
 */
export function createLaunches(monotonic: () => number, most = MOST_SPENT): Launches {
  const secret = randomBytes(32)
  const plans = launchPlans(LIFE_MS, monotonic)
  /** When each was, in that order. */
  const spent = new Map<string, number>()
  // A key for each: a state tells nothing of another, and no key is used so often that nonces repeat.
  const sealOf = (state: string): Sealer => sealer(secret, `launch ${state}`)
  return {
    begin({ verifier, nonce, ...plan }) {
      const own: Own = { plan: plans.keep(plan), verifier, nonce, at: Math.round(monotonic()) }
      const state = newSecret()
      return { state, sealed: sealOf(state).seal(JSON.stringify(own), '') }
    },
    find(state, sealed) {
      if (sealed === undefined || !STATE.test(state) || spent.has(state)) return undefined
      const text = sealOf(state).open(sealed, '')
      if (text === undefined) return undefined
      const own: Own = JSON.parse(text) // ours: nobody else can seal
      const plan = plans.find(own.plan)
      if (plan === undefined || monotonic() - own.at >= LIFE_MS) return undefined
      return { ...plan, verifier: own.verifier, nonce: own.nonce }
    },
    spend(state) {
      const now = monotonic()
      for (const [old, at] of spent) {
        if (now - at < LIFE_MS) break
        spent.delete(old)
      }
      if (spent.size >= most) return false
      spent.set(state, now)
      return true
    },
  }
}

/** PKCE (RFC 7636 §4.2). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
