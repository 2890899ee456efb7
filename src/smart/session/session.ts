import type { About } from '../login/about.ts'
import type { Recall } from './recalls.ts'
import type { TokenEndpoint } from './token-request.ts'

/** Why a session ended, for the audit trail. */
export type SessionEnd =
  | 'logout'
  | 'replaced'
  | 'idle'
  | 'absolute'
  /** By its user elsewhere, or by an administrator. */
  | 'recalled'
  | 'refresh-refused'
  | 'token-expired'
  | 'stopped'

/** Somebody at work in the app, about one patient. Lives in memory only; tokens never leave it. */
export interface Session {
  /** The page repeats it; it tells a newer session of the same browser from this one. */
  readonly csrf: string
  readonly endpoint: TokenEndpoint
  /** The FHIR base. */
  readonly server: string
  readonly patient: string
  /** As `patientKeyOf` makes it, so that the app finds what hooks kept. */
  readonly patientKey: string
  readonly encounter?: string
  /** Who logged in, for the trail; absent where the server was not asked. */
  readonly user?: string
  /** The same as the address of a FHIR resource, where the server knows one. */
  readonly fhirUser?: string
  /** How it can be ended from outside. */
  readonly recall: Recall
  readonly needPatientBanner: boolean
  readonly smartStyle?: Readonly<Record<string, string>>
  /** The card that opened the app, as far as it can be told. */
  readonly about?: About | 'unreadable'
  readonly framed: boolean
  /** ISO instant of the absolute end. */
  readonly endsAt: string
  /** By the clock that never jumps, ms. */
  readonly startedAt: number
  activeAt: number
  scope: string
  accessToken: string
  /** By the same clock. */
  expiresAt: number
  refreshToken: string | undefined
  refreshedAt: number
  refreshing: Promise<void> | undefined
  ended: SessionEnd | undefined
  /** Creates under way and done, by a hash of what is created. */
  readonly writes: Map<string, Promise<unknown>>
}
