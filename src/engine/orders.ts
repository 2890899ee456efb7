import type { MedicationView } from '../clinical/medications/view.ts'
import { medicationView } from '../clinical/medications/view.ts'
import { referenceParts } from '../clinical/readers/reference.ts'
import { isResource, type Resource } from '../prefetch/data.ts'
import { type Included, type Medications, medicationReference } from '../prefetch/medications.ts'
import { currentType } from '../prefetch/read-value.ts'
import { subjectVerdict } from '../prefetch/reference.ts'
import { WrongPatientError } from '../prefetch/resolve.ts'
import type { Hook } from '../protocol/hooks/define-hook.ts'
import { fhirId } from '../protocol/primitives.ts'
import type { Order } from './define-rule.ts'

const NOT_A_MEDICINE: MedicationView = { state: 'none', ingredients: [], name: '' }
/** What stands for an order that is no resource: rules about unidentified medicines say that it is there. */
const UNREAD: Order = Object.freeze({
  resource: Object.freeze({ resourceType: 'Basic' }),
  medication: Object.freeze({
    state: 'unknown',
    ingredients: [],
    name: 'an order that is no FHIR resource',
  }),
  selected: true,
})
const MEDICINES = /^Medication(?:Request|Statement|Dispense|Administration)$/

export interface Orders {
  readonly orders: readonly Order[]
  /** Selections that name no order of the context (`CTX-03`). */
  readonly unresolvedSelections: number
}

/** Finds the Medications behind references, in what came along or on the FHIR server. */
export type FindMedications = (
  references: ReadonlySet<string>,
  included: readonly Included[],
) => Promise<Medications>

/**
 * The orders of a context, each with its medicine. An order that only refers to a Medication stays as
 * it is, since suggestions send it back: only its view has what the Medication says.
 *
 * @throws WrongPatientError where an order is for another patient.
 */
export async function ordersOf(
  hook: Hook,
  context: Readonly<Record<string, unknown>> & { readonly patientId: string },
  find: FindMedications,
): Promise<Orders> {
  const fields = hook.orderFields
  if (fields === undefined) return { orders: [], unresolvedSelections: 0 }
  const entries = entriesOf(context[fields.orders])
  const resources = entries.map(({ resource }) => resource)
  for (const resource of resources)
    if (isOfAnother(resource, context.patientId))
      throw new WrongPatientError(`context.${fields.orders}`)
  const references = new Set(
    resources.flatMap((each) => (isMedicine(each) ? (medicationReference(each) ?? []) : [])),
  )
  const medications = references.size === 0 ? undefined : await find(references, entries)
  const resolve = (reference: string): unknown => medications?.get(reference)
  const selections = fields.selections === undefined ? undefined : context[fields.selections]
  const selected = selectedIds(selections)
  const orders: Order[] = []
  const found = new Set<string>()
  for (const resource of resources) {
    if (resource.resourceType === 'Medication' || resource.resourceType === 'Bundle') continue
    const medication = isMedicine(resource) ? medicationView(resource, resolve) : NOT_A_MEDICINE
    const isSelected = selected === undefined || selected.has(resource.id ?? '')
    if (isSelected) found.add(resource.id ?? '')
    orders.push({ resource: withUsableId(resource), medication, selected: isSelected })
  }
  if (hasUnread(context[fields.orders])) orders.push(UNREAD)
  const unresolved =
    selected === undefined ? 0 : [...selected].filter((id) => !found.has(id)).length
  return { orders, unresolvedSelections: unresolved }
}

/** A Medication is about nobody, whatever it says. */
function isOfAnother(resource: Resource, patientId: string): boolean {
  return resource.resourceType !== 'Medication' && subjectVerdict(resource, patientId) === 'other'
}

function isMedicine({ resourceType }: Resource): boolean {
  return MEDICINES.test(currentType(resourceType))
}

/** A Bundle's entries, or the one resource that a hook carries. */
function entriesOf(value: unknown): Included[] {
  if (!isResource(value)) return []
  if (value.resourceType !== 'Bundle') return [{ resource: value }]
  const entries = Array.isArray(value.entry) ? value.entry : []
  return entries.flatMap((entry: { resource?: unknown; fullUrl?: unknown } | null) =>
    isResource(entry?.resource) ? [{ resource: entry.resource, fullUrl: entry.fullUrl }] : [],
  )
}

/** Whether a Bundle has an entry without a resource in it; what is nothing at all is no entry. */
function hasUnread(value: unknown): boolean {
  const entries = isResource(value) && Array.isArray(value.entry) ? value.entry : []
  return entries.some((entry: { resource?: unknown } | null | undefined) => {
    if (entry === null || entry === undefined) return false
    return !isResource(entry.resource) || entry.resource.resourceType === 'Bundle'
  })
}

/** Older clients send bare ids. */
function selectedIds(selections: unknown): ReadonlySet<string> | undefined {
  if (!Array.isArray(selections)) return undefined
  return new Set(
    selections.flatMap((each) =>
      typeof each === 'string' ? [referenceParts(each)?.id ?? each] : [],
    ),
  )
}

/**
 * Without an id that no action could name: a warning must not fail for the sake of its "Cancel".
 */
function withUsableId(resource: Resource): Resource {
  if (resource.id === undefined || fhirId.safeParse(resource.id).success) return resource
  const { id: _unusable, ...rest } = resource
  return { ...rest, resourceType: resource.resourceType }
}
