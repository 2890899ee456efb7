import { clinicalInstant } from '../clinical/readers/dates.ts'
import { isActive } from '../clinical/readers/status.ts'
import { fhirStore } from '../fhir/memory/store.ts'
import { fillTemplate } from '../prefetch/fill.ts'
import type { Template } from '../prefetch/template.ts'
import type { Chart } from './patients.ts'

type Context = Readonly<Record<string, unknown>>

/** The hooks that a chart alone has enough for. */
export const HOOKS = [
  'patient-view',
  'encounter-start',
  'encounter-discharge',
  'order-select',
  'order-sign',
] as const
export type SimulatedHook = (typeof HOOKS)[number]

const USER = 'Practitioner/simulated'
/** All of a chart in one page, as a template's own `_count` allows. */
const PAGE = 100_000

/**
 * The context that a hook would have for a chart at an instant: the last encounter, and, where orders are
 * signed, the active ones as if they were being signed now. `undefined` where the chart has no such thing.
 */
export function contextOf(hook: SimulatedHook, chart: Chart, now: Date): Context | undefined {
  const { patientId } = chart
  const encounterId = lastEncounter(chart, now)
  const ids = { userId: USER, patientId, ...(encounterId === undefined ? {} : { encounterId }) }
  if (hook === 'patient-view') return ids
  if (hook === 'encounter-start' || hook === 'encounter-discharge')
    return encounterId === undefined ? undefined : ids
  const orders = chart.resources
    .filter((each) => each.resourceType === 'MedicationRequest' && isActive(each))
    .filter((each) => (clinicalInstant(each) ?? 0) <= now.getTime())
    .map((each) => ({ resource: { ...each, status: 'draft' } }))
  if (orders.length === 0) return undefined
  const draftOrders = { resourceType: 'Bundle', type: 'collection', entry: orders }
  if (hook === 'order-sign') return { ...ids, draftOrders }
  const selections = orders.map(({ resource }) => `MedicationRequest/${resource.id}`)
  return { ...ids, draftOrders, selections }
}

function lastEncounter({ resources }: Chart, now: Date): string | undefined {
  return resources
    .filter(({ resourceType }) => resourceType === 'Encounter')
    .map((each) => ({ id: each.id, at: clinicalInstant(each) ?? Number.NEGATIVE_INFINITY }))
    .filter(({ at }) => at <= now.getTime())
    .toSorted((a, b) => b.at - a.at)[0]?.id
}

/** Asks a chart like a FHIR server; each answer as prefetch has it, `null` where a template has no value. */
export function prefetcher({ resources }: Chart) {
  const store = fhirStore(() => 'https://simulated.invalid/fhir', PAGE)
  store.load(resources)
  return (templates: ReadonlyMap<string, Template>, context: Context): Context =>
    Object.fromEntries(
      [...templates].map(([key, template]) => {
        const query = fillTemplate(template, context)
        if (query === undefined) return [key, null]
        if (template.kind === 'read') {
          const [type = '', id = ''] = query.split('/')
          return [key, store.read(type, id) ?? null]
        }
        const [type = '', parameters = ''] = query.split('?')
        return [key, store.search(type, new URLSearchParams(parameters))]
      }),
    )
}
