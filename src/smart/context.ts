import type { HttpContext } from '../http/context.ts'
import type { GuardedFetch } from '../security/guarded-fetch.ts'
import type { FetchJwks } from '../security/jwks-fetch.ts'
import type { KeySource } from '../security/public-keys.ts'
import type { Discover } from './login/discovery.ts'
import type { Launches } from './login/launches.ts'
import type { SmartServer } from './registration/registration.ts'
import type { Recalls } from './session/recalls.ts'
import type { Tokens } from './session/refresh.ts'
import type { Sessions } from './session/sessions.ts'

/** What the companion's server side takes from the world besides. */
export interface SmartWorld {
  readonly fetch: GuardedFetch
  readonly fetchJwks: FetchJwks
}

/** What the app's server side holds as long as the process runs, whatever services are loaded. */
export interface SmartState {
  readonly fetch: GuardedFetch
  readonly discover: Discover
  readonly launches: Launches
  readonly sessions: Sessions
  readonly recalls: Recalls
  readonly tokens: Tokens
  /** The keys that sign a server's id tokens. */
  readonly keysOf: (server: SmartServer, url: string) => KeySource
}

/** What its routes work with. */
export type SmartContext = HttpContext & SmartState
