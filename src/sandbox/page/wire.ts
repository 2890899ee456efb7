export type { Action } from '../../protocol/action.ts'
export type { Card, Link, Suggestion } from '../../protocol/card.ts'
export type { ServiceEntry } from '../../protocol/discovery.ts'
export type { Explained as Explanation, RuleAccount } from '../explain.ts'
export type { SuggestedOrder as OrderOffer } from '../patient-files.ts'
export type { LoadedServices } from '../sandbox.ts'
export type { SandboxPatient as Patient } from '../world.ts'

/** A FHIR resource of any type: this page hands them on and reads little of them. */
export type Resource = Readonly<Record<string, unknown>> & {
  readonly resourceType: string
  readonly id?: string
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
