import type {
  FhirResource,
  Patient,
  Practitioner,
  PractitionerRole,
  RelatedPerson,
} from 'fhir/r4.js'

/** The FHIR resource type named `R`; an unknown name falls back to any resource. */
export type ResourceOf<R extends string> =
  Extract<FhirResource, { resourceType: R }> extends never
    ? FhirResource
    : Extract<FhirResource, { resourceType: R }>

/** What `{{context.userId}}` can name. */
export type UserResource = Patient | Practitioner | PractitionerRole | RelatedPerson

/** A template a rule can do without; its data may be *unknown* (`undefined`). */
export interface Optional<T extends string = string> {
  readonly optional: T
}

/** One template of a rule: needed (text) or optional. */
export type PrefetchTemplate = string | Optional

/** Templates by prefetch key. */
export type Prefetch = Readonly<Record<string, PrefetchTemplate>>

/**
 * The data type that a template's text promises: `Patient/…` a `Patient`, `Observation?…` a list of
 * `Observation`; `undefined` only behind `optional()`, and then it means *unknown*, never *none*.
 */
export type Fetched<T> = T extends { readonly optional: infer U }
  ? Fetched<U> | undefined
  : T extends `${infer R}?${string}`
    ? readonly ResourceOf<R>[]
    : T extends `{{${string}`
      ? UserResource
      : T extends `${infer R}/${string}`
        ? ResourceOf<R>
        : FhirResource | readonly FhirResource[]

/** The data of all templates of a rule or score. */
export type FetchedAll<P extends Prefetch> = { readonly [K in keyof P]: Fetched<P[K]> }

/**
 * Marks a template as optional: its data may be unknown when the rule runs.
 *
 * @example optional('AllergyIntolerance?patient={{context.patientId}}')
 */
export function optional<const T extends string>(template: T): Optional<T> {
  return { optional: template }
}

/** The text of a template, needed or optional. */
export function templateText(template: PrefetchTemplate): string {
  return typeof template === 'string' ? template : template.optional
}
