export type { Action } from '../../protocol/action.ts'
export type { Card, Link, Suggestion } from '../../protocol/card.ts'
export type { ServiceEntry } from '../../protocol/discovery.ts'

/** A FHIR resource of any type: this page hands them on and reads little of them. */
export type Resource = Readonly<Record<string, unknown>> & {
  readonly resourceType: string
  readonly id?: string
}

/** An order that can be written, ready made. */
export interface OrderOffer {
  readonly title: string
  readonly resource: Resource
}

export interface Encounter {
  readonly id: string
  readonly title: string
  /** Whether the patient can be discharged from it. */
  readonly discharge: boolean
  /** Whether the visit begins with it. */
  readonly start: boolean
}

/** A patient of the sandbox, as `api/patients` lists them. */
export interface Patient {
  readonly id: string
  readonly name: string
  readonly birthDate?: string
  readonly gender?: string
  readonly story: string
  readonly tries: readonly string[]
  readonly own: boolean
  readonly orders: readonly OrderOffer[]
  readonly encounters: readonly Encounter[]
  readonly appointments: readonly Resource[]
}

/** What a service gets to read the FHIR server with. */
export interface FhirAccess {
  readonly fhirServer: string
  readonly fhirAuthorization: Readonly<Record<string, unknown>> & { readonly access_token: string }
}

export type HookContext = Readonly<Record<string, unknown>> & {
  readonly userId: string
  readonly patientId: string
}

export interface HookRequest extends Partial<FhirAccess> {
  readonly hook: string
  readonly hookInstance: string
  readonly context: HookContext
  readonly prefetch?: Readonly<Record<string, unknown>>
}

/** What one rule did in a call, by `api/explain`. */
export interface RuleAccount {
  readonly rule: string
  readonly title: string
  readonly state: string
  readonly cards: number
  readonly ms: number
  readonly why: string
}

export interface Explanation {
  readonly ms: number
  readonly rules: readonly RuleAccount[]
}
