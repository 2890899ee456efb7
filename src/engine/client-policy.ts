import type { Capabilities, Profile } from '../protocol/profiles.ts'

/** What the service knows and allows of the client that calls. */
export interface ClientPolicy {
  readonly id: string
  /** Keeps the data of organisations apart; the client's id where it is one organisation. */
  readonly tenant: string
  /** Set by configuration; absent: the request's own word, or the default. */
  readonly profile?: Profile
  readonly capabilities: Capabilities
  /** The whole answer is out by then. */
  readonly deadlineMs: number
  /** What of that the client's FHIR server may use up. */
  readonly fhirTimeoutMs: number
  readonly fhirServers: readonly string[]
  /** FHIR servers that may stand at private addresses. */
  readonly internalFhirServers: readonly string[]
  /** True where FHIR servers on this machine may be called. */
  readonly loopbackFhir: boolean
  /** True where a FHIR server may be asked without a token (`FRA-03`). */
  readonly openFhir: boolean
  /** True where a FHIR server must be https (`REQ-06`). */
  readonly httpsOnly: boolean
  /** The services it may call; undefined: all. */
  readonly services?: readonly string[] | undefined
  readonly maxCards: number
  /** Calls per second on average; undefined: not bounded. */
  readonly ratePerSecond?: number | undefined
  /** Calls at once after a pause; by default those of one second. */
  readonly burst?: number | undefined
  /** True where the client wants the gap card in place of 412. */
  readonly gapCardFor412: boolean
  /** True where ids that are not UUIDs are refused (`REQ-03`). */
  readonly strict: boolean
}

/** Whether a client may call a service, or be shown what its rules say. */
export function isEntitled({ services }: Pick<ClientPolicy, 'services'>, service: string): boolean {
  return services?.includes(service) ?? true
}
