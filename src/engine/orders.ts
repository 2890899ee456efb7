import type { MedicationView } from '../clinical/medications/view.ts'
import { medicationView } from '../clinical/medications/view.ts'
import { referenceParts } from '../clinical/readers/reference.ts'
import { isResource, type Resource } from '../prefetch/data.ts'
import { currentType } from '../prefetch/read-value.ts'
import { subjectVerdict } from '../prefetch/reference.ts'
import { WrongPatientError } from '../prefetch/resolve.ts'
import type { Hook } from '../protocol/hooks/define-hook.ts'
import { fhirId } from '../protocol/primitives.ts'
import type { Order } from './define-rule.ts'

const NOT_A_MEDICINE: MedicationView = { state: 'none', ingredients: [], name: '' }
const MEDICINES = /^Medication(?:Request|Statement|Dispense|Administration)$/

export interface Orders {
  readonly orders: readonly Order[]
  /** Selections that name no order of the context (`CTX-03`). */
  readonly unresolvedSelections: number
}

/**
 * The orders of a context, each with its medicine.
 *
 * @throws WrongPatientError where an order is for another patient.
 */
export function ordersOf(
  hook: Hook,
  context: Readonly<Record<string, unknown>> & { readonly patientId: string },
): Orders {
  const fields = hook.orderFields
  if (fields === undefined) return { orders: [], unresolvedSelections: 0 }
  const resources = resourcesOf(context[fields.orders])
  const medications = new Map(
    resources.flatMap((each) =>
      each.resourceType === 'Medication' && typeof each.id === 'string'
        ? [[each.id, each] as const]
        : [],
    ),
  )
  const resolve = (reference: string): unknown =>
    medications.get(referenceParts(reference)?.id ?? '')
  const selections = fields.selections === undefined ? undefined : context[fields.selections]
  const selected = selectedIds(selections)
  const orders: Order[] = []
  const found = new Set<string>()
  for (const resource of resources) {
    if (resource.resourceType === 'Medication') continue
    if (subjectVerdict(resource, context.patientId) === 'other')
      throw new WrongPatientError(`context.${fields.orders}`)
    const medication = MEDICINES.test(currentType(resource.resourceType))
      ? medicationView(resource, resolve)
      : NOT_A_MEDICINE
    const isSelected = selected === undefined || selected.has(resource.id ?? '')
    if (isSelected) found.add(resource.id ?? '')
    orders.push({ resource: withUsableId(resource), medication, selected: isSelected })
  }
  const unresolved =
    selected === undefined ? 0 : [...selected].filter((id) => !found.has(id)).length
  return { orders, unresolvedSelections: unresolved }
}

/** A Bundle's resources, or the one resource that a hook carries. */
function resourcesOf(value: unknown): Resource[] {
  if (!isResource(value)) return []
  if (value.resourceType !== 'Bundle') return [value]
  const entries = Array.isArray(value.entry) ? value.entry : []
  return entries.flatMap((entry: { resource?: unknown } | null) =>
    isResource(entry?.resource) ? [entry.resource] : [],
  )
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
