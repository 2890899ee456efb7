import { record } from '../codes/record.ts'
import { isActive } from '../readers/status.ts'
import { type MedicationView, medicationView } from './view.ts'

/** A medicine of the patient, and where it stands. */
export interface Medicine {
  readonly medication: MedicationView
  /** The order or statement behind it. */
  readonly resource: unknown
  /** For people: `current medicine since 2026-01-02`. */
  readonly where: string
}

/** The medicines that a patient takes, of their orders and statements. */
export function currentMedicines(resources: readonly unknown[]): readonly Medicine[] {
  return resources.filter(isActive).map((resource) => {
    const { authoredOn } = resource as { readonly authoredOn?: unknown }
    // Data are typed, but not checked: one odd date must not cost all other medicines.
    const since = typeof authoredOn === 'string' ? ` since ${authoredOn.slice(0, 10)}` : ''
    return { medication: medicationView(resource), resource, where: `current medicine${since}` }
  })
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
 * Current medicines, parted by whether an order of the session takes their place: it says so
 * (`priorPrescription`), or is the same order changed.
 */
export function partReplaced(
  current: readonly Medicine[],
  orders: readonly { readonly resource: unknown }[],
): { readonly kept: readonly Medicine[]; readonly replaced: readonly Medicine[] } {
  const ids = new Set(
    orders.flatMap(({ resource }) => {
      const { id, priorPrescription } = record(resource) ?? {}
      const prior = record(priorPrescription)?.reference
      return [id, typeof prior === 'string' ? prior.split('/').at(-1) : undefined]
    }),
  )
  const isReplaced = ({ resource }: Medicine) => {
    const id = record(resource)?.id
    return typeof id === 'string' && ids.has(id)
  }
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
