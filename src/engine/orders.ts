import type { MedicationView } from '../clinical/medications/view.ts'
import { medicationView } from '../clinical/medications/view.ts'
import type { CallPatient } from '../prefetch/call-patient.ts'
import type { Resource } from '../prefetch/data.ts'
import { type Included, type Medications, medicationReference } from '../prefetch/medications.ts'
import { currentType } from '../prefetch/read-value.ts'
import { subjectVerdict } from '../prefetch/reference.ts'
import type { Hook } from '../protocol/hooks/define-hook.ts'
import { fhirId } from '../protocol/primitives.ts'
import type { Order } from './define-rule.ts'
import {
  entriesOf,
  hasUnread,
  heldIn,
  isNamed,
  selectedIds,
  UNREAD,
  unresolvedOf,
  withoutOrders,
} from './order-entries.ts'

const NOT_A_MEDICINE: MedicationView = { state: 'none', ingredients: [], name: '' }
/** What stands for an order that no rule may read: those about unidentified medicines say that it is there. */
function unread(name: string, selected = true): Order {
  return Object.freeze({
    resource: UNREAD,
    medication: Object.freeze({ state: 'unknown', ingredients: [], name }),
    selected,
  })
}
const MEDICINES = /^Medication(?:Request|Statement|Dispense|Administration)$/

export interface Orders<C> {
  readonly orders: readonly Order[]
  /** Selections that name no order of the context (`CTX-03`). */
  readonly unresolvedSelections: number
  /** Orders for a group, a device or a place, which are not about the patient (`REQ-14`). */
  readonly forOthers: number
  /** The context as rules see it: without those. */
  readonly seen: C
}

/** Finds the Medications behind references, in what came along or on the FHIR server. */
export type FindMedications = (
  references: ReadonlySet<string>,
  included: readonly Included[],
) => Promise<Medications>

/**
 * The orders of a context, each with its medicine. An order that only refers to a Medication stays as
 * it is, since suggestions send it back: only its view has what the Medication says. What is ordered for
 * no patient, but a group, a device or a place, is not held against the patient's record; a medicine among
 * them is said to be unchecked.
 *
 * @param patient whose call it is; absent for a hook that knows none
 */
export async function ordersOf<C extends Readonly<Record<string, unknown>>>(
  hook: Hook,
  context: C,
  find: FindMedications,
  patient?: CallPatient,
): Promise<Orders<C>> {
  const fields = hook.orderFields
  if (fields === undefined)
    return { orders: [], unresolvedSelections: 0, forOthers: 0, seen: context }
  const entries = entriesOf(context[fields.orders])
  const resources = entries.map(({ resource }) => resource)
  const held = new Map(resources.map((each) => [each, heldIn(each)]))
  const all = resources.flatMap((each) => [each, ...(held.get(each) ?? [])])
  const references = new Set(
    all.flatMap((each) => (isMedicine(each) ? (medicationReference(each) ?? []) : [])),
  )
  const medications = references.size === 0 ? undefined : await find(references, entries)
  const resolve = (reference: string): unknown => medications?.get(reference)
  const selections = fields.selections === undefined ? undefined : context[fields.selections]
  const selected = selectedIds(selections)
  const unresolved = unresolvedOf(selected, resources)
  const isForOther = (resource: Resource): boolean =>
    patient !== undefined && subjectVerdict(resource, patient) === 'not-a-patient'
  let forOthers = 0
  const orders: Order[] = []
  for (const resource of resources) {
    if (resource.resourceType === 'Medication' || resource.resourceType === 'Bundle') continue
    // Of an order without an id nobody can tell that it is not the one that is meant.
    const isSelected =
      selected === undefined || (isNamed(resource) ? selected.has(resource.id) : unresolved > 0)
    // What a set holds is for whom the set is for.
    const isSetForOther = isForOther(resource)
    for (const each of [withUsableId(resource), ...(held.get(resource) ?? [])]) {
      if (isSetForOther || isForOther(each)) {
        forOthers += 1
        if (isMedicine(each)) orders.push(unread('an order that is for no patient', isSelected))
        continue
      }
      const medication = isMedicine(each) ? medicationView(each, resolve) : NOT_A_MEDICINE
      orders.push({ resource: each, medication, selected: isSelected })
    }
  }
  if (hasUnread(context[fields.orders])) orders.push(unread('an order that is no FHIR resource'))
  const seen =
    forOthers === 0
      ? context
      : { ...context, [fields.orders]: withoutOrders(context[fields.orders], isForOther) }
  return { orders, unresolvedSelections: unresolved, forOthers, seen }
}

function isMedicine({ resourceType }: Resource): boolean {
  return MEDICINES.test(currentType(resourceType))
}

/**
 * Without an id that no action could name: a warning must not fail for the sake of its "Cancel".
 */
function withUsableId(resource: Resource): Resource {
  if (resource.id === undefined || fhirId.safeParse(resource.id).success) return resource
  const { id: _unusable, ...rest } = resource
  return { ...rest, resourceType: resource.resourceType }
}
