import { Untrusted } from './untrusted.ts'

/** How far clocks may be apart, seconds. */
export const SKEW_S = 30
const MAX_JTI = 256

export interface ClaimRules {
  /** The exact values of which `aud` must hold one: the URL that was called, and its aliases. */
  readonly audiences: readonly string[]
  /** The longest time from `iat` to `exp`, seconds. */
  readonly maxTokenSeconds: number
}

export interface Claims {
  readonly jti: string
  /** Until then the token could be used again, seconds since 1970. */
  readonly until: number
}

type Payload = Readonly<Record<string, unknown>>

/**
 * Checks the claims but `iss` and `tenant`, by which the client was found; others may stand there
 * (`JWT-05`, `JWT-09`, `JWT-12`). Pure: `now` in seconds since 1970.
 *
 * @throws Untrusted
 */
export function checkClaims(payload: Payload, rules: ClaimRules, now: number): Claims {
  if (!audiencesOf(payload.aud).some((each) => rules.audiences.includes(each)))
    throw new Untrusted(
      'aud-mismatch',
      `aud ${JSON.stringify(payload.aud) ?? 'missing'}, expected ${rules.audiences.join(' or ')}`,
    )
  const exp = seconds(payload, 'exp')
  const iat = seconds(payload, 'iat')
  const nbf = Object.hasOwn(payload, 'nbf') ? seconds(payload, 'nbf') : iat
  if (now > exp + SKEW_S) throw new Untrusted('expired', `exp ${at(exp)}, now ${at(now)}`)
  if (Math.max(iat, nbf) > now + SKEW_S)
    throw new Untrusted('not-yet-valid', `iat ${at(iat)}, nbf ${at(nbf)}, now ${at(now)}`)
  if (exp <= iat || exp - iat > rules.maxTokenSeconds)
    throw new Untrusted(
      'lifetime-too-long',
      `exp - iat is ${exp - iat} s, allowed 1 to ${rules.maxTokenSeconds} s`,
    )
  const { jti } = payload
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI)
    throw new Untrusted('jti-missing')
  return { jti, until: exp + SKEW_S }
}

/** An array with anything but strings in it names nobody. */
function audiencesOf(aud: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  return all.every((each) => typeof each === 'string') ? all : []
}

function seconds(payload: Payload, name: 'exp' | 'iat' | 'nbf'): number {
  const value = payload[name]
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new Untrusted('time-missing', `${name} ${JSON.stringify(value) ?? 'missing'}`)
  return value
}

/** An instant for people; what no calendar has is shown as it is. */
function at(time: number): string {
  const date = new Date(time * 1000)
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString()
}
