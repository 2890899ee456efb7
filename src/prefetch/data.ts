/** FHIR JSON of any type; its shape is checked no further than the type. */
export type Resource = Readonly<Record<string, unknown>> & {
  readonly resourceType: string
  readonly id?: string
}

/** Why the data of a key cannot be had. */
export type Unavailable =
  | 'not-sent' // neither supplied nor a FHIR server to ask
  | 'outcome' // the client or its server said that it failed
  | 'not-permitted' // outside the token's scope, or refused by the server
  | 'address-refused' // the FHIR server is not one that we may call
  | 'timeout'
  | 'failed'
  | 'unusable' // an answer that is not what was asked for
  | 'no-token-value' // the context lacks what the template needs

/** Of these, what says that something did not work, rather than that nobody sent or may read the data. */
export const FAILURES: ReadonlySet<unknown> = new Set([
  'outcome',
  'timeout',
  'failed',
  'unusable',
] satisfies Unavailable[])

/** The data of one prefetch key: known (perhaps known to be none, perhaps incomplete) or unavailable. */
export type KeyData =
  | {
      readonly state: 'known'
      readonly resources: readonly Resource[]
      /** True when more may exist than is here (`PFD-12`). */
      readonly partial: boolean
      readonly from: 'supplied' | 'fetched'
    }
  | { readonly state: 'unavailable'; readonly why: Unavailable }

export const unavailable = (why: Unavailable): KeyData => ({ state: 'unavailable', why })

/** Whether a value is FHIR JSON at all. */
export function isResource(value: unknown): value is Resource {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { resourceType?: unknown }).resourceType === 'string'
  )
}
