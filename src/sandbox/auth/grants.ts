import { type Expiring, expiring } from './expiring.ts'

/** What an app is launched with. */
export interface Launch {
  readonly patient: string
  readonly encounter?: string | undefined
  readonly appContext?: string | undefined
  /** True where the person is asked even though the sandbox itself launches. */
  readonly consent: boolean
  /** True where the EHR shows the banner. */
  readonly embedded: boolean
}

/** What was granted, to whom, in which context. */
export interface Grant {
  readonly client: string
  readonly scope: string
  readonly launch?: Launch | undefined
  readonly nonce?: string | undefined
  /** All tokens that go back to one authorization end together. */
  readonly family: string
}

export interface Code {
  readonly grant: Grant
  readonly redirectUri: string
  readonly challenge: string
}

/** An authorization that waits for a person's decision. */
export interface Pending {
  readonly client: string
  readonly scopes: readonly string[]
  readonly redirectUri: string
  readonly challenge: string
  readonly state: string
  readonly nonce?: string | undefined
  readonly launch?: Launch | undefined
}

/** What may be used once, and is remembered after that: who shows it again has stolen it. */
export interface Once<T> {
  readonly value: T
  spent: boolean
}

/** Everything that the authorization server has given out and has not forgotten. */
export interface Grants {
  readonly launches: Expiring<Launch>
  readonly pending: Expiring<Pending>
  readonly codes: Expiring<Once<Code>>
  readonly tokens: Expiring<Grant>
  readonly refreshTokens: Expiring<Once<Grant>>
  /** The value at its first use; at a second one all that came of it ends (RFC 6749, 4.1.2). */
  spend<T>(once: Once<T> | undefined, familyOf: (value: T) => string): T | undefined
  endFamily(family: string): void
  endAll(): void
}

const SECOND = 1000
const MINUTE = 60 * SECOND

/** How long an access token lasts, seconds. */
export const TOKEN_SECONDS = 300

export function createGrants(now: () => Date): Grants {
  const tokens = expiring<Grant>(TOKEN_SECONDS * SECOND, now)
  const refreshTokens = expiring<Once<Grant>>(8 * 60 * MINUTE, now)
  const endFamily = (family: string): void => {
    tokens.drop((grant) => grant.family === family)
    refreshTokens.drop(({ value }) => value.family === family)
  }
  const launches = expiring<Launch>(5 * MINUTE, now)
  const pending = expiring<Pending>(10 * MINUTE, now)
  const codes = expiring<Once<Code>>(60 * SECOND, now)
  return {
    ...{ launches, pending, codes },
    tokens,
    refreshTokens,
    spend(once, familyOf) {
      if (once === undefined) return undefined
      if (once.spent) {
        endFamily(familyOf(once.value))
        return undefined
      }
      once.spent = true
      return once.value
    },
    endFamily,
    endAll() {
      for (const each of [launches, pending, codes, tokens, refreshTokens]) each.drop(() => true)
    },
  }
}
