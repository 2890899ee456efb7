import type { FetchFailure, FhirFailures } from '../fhir/client.ts'
import { FAILURES, type KeyData, type Unavailable } from '../prefetch/data.ts'
import type { DataAccess } from '../prefetch/data-access.ts'
import {
  type Included,
  type Medications,
  medicationReference,
  medicationsOf,
  withMedications,
} from '../prefetch/medications.ts'
import { type Resolved, resolveKey } from '../prefetch/resolve.ts'
import { type Fetch, sharedFetch } from '../prefetch/shared-fetch.ts'
import type { Template } from '../prefetch/template.ts'
import { type KeyView, keyView } from './chart.ts'

/** The patient's data of one request, resolved key by key and only as far as rules ask for it. */
export interface Gathered {
  /** Resolves the keys (once each); `needed` says for a key whether a rule cannot do without. */
  load(keys: ReadonlyMap<string, boolean>): Promise<void>
  view(key: string): KeyView
  data(key: string): KeyData
  /** The Medications that orders refer to: among `included`, else from the FHIR server. */
  medications(references: ReadonlySet<string>, included: readonly Included[]): Promise<Medications>
  /** How each key was had, for the metrics. */
  counts(): { supplied: number; fetched: number; unavailable: number }
  /** Whether the record system failed in any of them, or in a Medication that they refer to. */
  anyFailed(): boolean
  /** How many resources of the FHIR server were left out: another patient's, or not what was asked for (T18). */
  strangers(): number
  /** Reads that the FHIR server did not answer well, by what was wrong. */
  failures(): FhirFailures
  /** Resource types read of what was supplied, and from the FHIR server. */
  readonly suppliedTypes: ReadonlySet<string>
  readonly fetchedTypes: ReadonlySet<string>
}

const MEDICINE = /^Medication(?:Request|Statement|Dispense|Administration)$/
/** Medications that are read for the medicines of one key. */
const MOST_OF_KEY = 50
/** And for orders: these are read before all else, and a call has 50 requests (threat T11). */
const MOST_OF_ORDERS = 20
const UNASKED: KeyData = { state: 'unavailable', why: 'not-sent' }

/** Makes the gatherer of one request. */
export function gatherer(
  templates: ReadonlyMap<string, Template>,
  access: DataAccess & { readonly server?: string },
  now: Date,
): Gathered {
  const failures: Partial<Record<FetchFailure, number>> = {}
  const fetch = sharedFetch(access, (failure) => {
    failures[failure] = (failures[failure] ?? 0) + 1
  })
  const resolved = new Map<string, KeyData>()
  const views = new Map<string, KeyView>()
  let strangers = 0
  let medicationFailed = false
  const types = { supplied: new Set<string>(), fetched: new Set<string>() }

  /** Returns nothing where the data are there at once: most requests bring them along. */
  function loadOne(key: string, template: Template, needed: boolean): Promise<void> | undefined {
    const found = resolveKey(key, template, needed, access, fetch)
    if (found instanceof Promise) return found.then((each) => keep(key, template, each))
    return keep(key, template, found)
  }

  function keep(
    key: string,
    template: Template,
    { data, included, strangers: more }: Resolved,
  ): Promise<void> | undefined {
    strangers += more
    resolved.set(key, data)
    if (data.state !== 'known') return undefined
    if (template.type !== undefined) types[data.from].add(template.type)
    if (!MEDICINE.test(template.type ?? '')) return undefined
    const references = new Set(data.resources.flatMap((each) => medicationReference(each) ?? []))
    if (references.size === 0) return undefined
    return medicationsFor(references, included, MOST_OF_KEY).then((found) => {
      types[data.from].add('Medication')
      resolved.set(key, { ...data, resources: withMedications(data.resources, found) })
    })
  }

  function medicationsFor(
    references: ReadonlySet<string>,
    included: readonly Included[],
    most: number,
  ): Promise<Medications> {
    const read: Fetch = async (query) => {
      if (access.client !== undefined) types.fetched.add('Medication')
      const answer = await fetch(query)
      if (!answer.ok && FAILURES.has(answer.why)) medicationFailed = true
      return answer
    }
    return medicationsOf(references, included, access.server, read, most)
  }

  return {
    async load(keys) {
      const waiting: Promise<void>[] = []
      for (const [key, needed] of keys) {
        const template = resolved.has(key) ? undefined : templates.get(key)
        if (template === undefined) continue
        const later = loadOne(key, template, needed)
        if (later !== undefined) waiting.push(later)
      }
      if (waiting.length > 0) await Promise.all(waiting)
    },
    medications: (references, included) => medicationsFor(references, included, MOST_OF_ORDERS),
    data: (key) => resolved.get(key) ?? UNASKED,
    view(key) {
      const known = views.get(key)
      if (known !== undefined) return known
      const template = templates.get(key)
      const data = resolved.get(key) ?? UNASKED
      const view: KeyView =
        template === undefined
          ? { state: 'unavailable', why: 'not-sent' }
          : keyView(data, template, now)
      views.set(key, view)
      return view
    },
    counts() {
      const counts = { supplied: 0, fetched: 0, unavailable: 0 }
      for (const data of resolved.values())
        counts[data.state === 'unavailable' ? 'unavailable' : data.from] += 1
      return counts
    },
    anyFailed: () =>
      medicationFailed ||
      [...resolved.values()].some((data) => data.state === 'unavailable' && FAILURES.has(data.why)),
    strangers: () => strangers,
    failures: () => failures,
    suppliedTypes: types.supplied,
    fetchedTypes: types.fetched,
  }
}

/** Why a key cannot be had, in words for a card. */
export const BECAUSE: Readonly<Record<Unavailable, string>> = {
  'not-sent': 'the data were not sent and could not be read',
  outcome: 'the record system reported an error',
  'not-permitted': 'reading the data is not permitted',
  'address-refused': 'the data were not sent and could not be read',
  timeout: 'the record system did not answer in time',
  failed: 'the record system did not answer',
  unusable: 'the record system gave an answer that cannot be used',
  'no-token-value': 'the request does not say enough to read the data',
}
