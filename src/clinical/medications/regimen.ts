import { record } from '../codes/record.ts'
import { referenceParts } from '../readers/reference.ts'
import { hasUnknownStatus, isActive } from '../readers/status.ts'
import { type MedicationView, medicationView } from './view.ts'

/** A medicine of the patient, and where it stands. */
export interface Medicine {
  readonly medication: MedicationView
  /** The order or statement behind it. */
  readonly resource: unknown
  /** For people: `current medicine since 2026-01-02`. */
  readonly where: string
}

/**
 * The medicines that a patient takes, of their orders and statements. One that nothing is said of, and
 * one whose status does not tell whether it is taken, are among them as medicines that are not known.
 */
export function currentMedicines(resources: readonly unknown[]): readonly Medicine[] {
  return resources.flatMap((resource) => {
    const isTaken = isActive(resource)
    if (!isTaken && !hasUnknownStatus(resource)) return []
    const { authoredOn } = resource as { readonly authoredOn?: unknown }
    // Data are typed, but not checked: one odd date must not cost all other medicines.
    const since = typeof authoredOn === 'string' ? ` since ${authoredOn.slice(0, 10)}` : ''
    const medication = knownToBeTaken(medicationView(resource), isTaken)
    return [{ medication, resource, where: `current medicine${since}` }]
  })
}

function knownToBeTaken(view: MedicationView, isTaken: boolean): MedicationView {
  if (!isTaken) return unknownMedicine(view.name === '' ? '' : `${view.name}, of unknown status`)
  return view.state === 'none' ? unknownMedicine('') : view
}

function unknownMedicine(name: string): MedicationView {
  return { state: 'unknown', ingredients: [], name }
}

interface OrderLike {
  readonly resource: unknown
  readonly medication: MedicationView
}

/** The other medicines that are being ordered in the same session. */
export function otherOrders(orders: readonly OrderLike[], order: OrderLike): readonly Medicine[] {
  return orders
    .filter((other) => other !== order)
    .map(({ medication, resource }) => ({
      medication,
      resource,
      where: 'another order of this session',
    }))
}

/**
 * Tells whether an order takes the place of a medicine: it says so (`priorPrescription`), or is the same
 * order changed. Type and id must agree: an id alone may be another resource's.
 */
export function replacedBy(
  orders: readonly { readonly resource: unknown }[],
): (medicine: { readonly resource: unknown }) => boolean {
  const names = new Set(
    orders.flatMap(({ resource }) => {
      const prior = referenceParts(record(record(resource)?.priorPrescription)?.reference)
      return [nameOf(resource), prior && `${prior.type}/${prior.id}`]
    }),
  )
  return ({ resource }) => {
    const name = nameOf(resource)
    return name !== undefined && names.has(name)
  }
}

function nameOf(resource: unknown): string | undefined {
  const { resourceType, id } = record(resource) ?? {}
  return typeof id === 'string' ? `${resourceType}/${id}` : undefined
}

/** Current medicines, parted by whether an order of the session takes their place. */
export function partReplaced(
  current: readonly Medicine[],
  orders: readonly { readonly resource: unknown }[],
): { readonly kept: readonly Medicine[]; readonly replaced: readonly Medicine[] } {
  const isReplaced = replacedBy(orders)
  return {
    kept: current.filter((each) => !isReplaced(each)),
    replaced: current.filter(isReplaced),
  }
}

/** What stays on skin, eye or ear does not take part in what happens in the whole body. */
const LOCAL = new Set(['topical', 'ophthalmic', 'otic'])

/** Whether a medicine reaches the whole body; one of unknown route is taken to. */
export function isSystemic({ route }: MedicationView): boolean {
  return route === undefined || !LOCAL.has(route)
}
