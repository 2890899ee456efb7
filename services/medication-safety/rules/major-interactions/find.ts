import {
  doseAmong,
  kindOf,
  type MedicationView,
  type Medicine,
  type Order,
  oncInteractions,
  otherOrders,
  QT_ROW,
  twoOfEach,
} from '#cds'
import { type Ended, reachesBody, stillActing } from './acting.ts'
import { isPaired, LIMITS, type Meeting, meetings, type Pair, type Severity } from './pairs.ts'

/** An ordered medicine that meets another. */
export interface Found extends Meeting {
  readonly order: Medicine
  readonly other: Medicine
  /** Severity for this patient. */
  readonly severity: Severity
  /** The dose that is limited, where the order gives it. */
  readonly dose?: number
}

const RANK: readonly Severity[] = ['critical', 'warning', 'info']

/** How severe a pair is for the patient, of whom the rule knows more. */
export type SeverityOf = (pair: Pair) => Severity

/** The pairs that the selected orders make, each two medicines once. */
export function pairsFound(
  orders: readonly Order[],
  current: readonly Medicine[],
  ended: readonly Ended[],
  severityOf: SeverityOf,
): readonly Found[] {
  const taken = new Set([...orders, ...current].flatMap(({ medication }) => medication.ingredients))
  const looked = twoOfEach(orders.filter(mayMeet), (each) => `${each.selected} ${kind(each)}`)
  const others = twoOfEach(current.filter(mayMeet), kind)
  // Of those of one kind the one that ended last acts longest.
  const latest = ended.filter(mayMeet).toSorted((a, b) => a.daysAgo - b.daysAgo)
  const left = twoOfEach(latest, kind)
  const found = new Map<string, Found>()
  for (const order of looked) {
    if (!order.selected) continue
    const self: Medicine = { ...order, where: 'this order' }
    for (const other of [...otherOrders(looked, order), ...others, ...stillActing(self, left)]) {
      const pair = worstPair(self, other, taken, severityOf)
      if (pair === undefined) continue
      const key = [order.medication.name, other.medication.name].toSorted().join('\n')
      if (!found.has(key)) found.set(key, pair)
    }
  }
  return [...found.values()]
}

/** Whether a medicine is certain and acts in the whole body. */
export function isLooked(medication: MedicationView): boolean {
  return medication.state === 'known' && reachesBody(medication)
}

function mayMeet({ medication }: Pick<Medicine, 'medication'>): boolean {
  return isLooked(medication) && isPaired(medication.ingredients)
}

function kind(each: Pick<Medicine, 'medication' | 'resource'>): string {
  return kindOf(each, LIMITS)
}

/**
 * The most severe pair that an order makes with another medicine; `undefined` where there is none, or
 * where the ONC list already speaks of the two.
 *
 * @param taken ingredients of everything that the patient takes or is ordered, for pairs of three
 */
function worstPair(
  order: Medicine,
  other: Medicine,
  taken: ReadonlySet<string>,
  severityOf: SeverityOf,
): Found | undefined {
  const { medication: first } = order
  const { medication: second } = other
  const found = meetings(first.ingredients, second.ingredients).flatMap((meeting) => {
    const { pair, isFirstA } = meeting
    if (!isRoute(pair, isFirstA ? first : second) || !isJoined(pair, taken)) return []
    const dose = pair.cap && doseAmong(pair.cap.ingredient, [order, other])
    if (pair.cap !== undefined && dose !== undefined && dose <= pair.cap.mgPerDay) return []
    const severity = severityOf(pair)
    return [{ ...meeting, order, other, severity, ...(dose === undefined ? {} : { dose }) }]
  })
  if (found.length === 0) return undefined
  const isToldOf = oncInteractions(first.ingredients, second.ingredients).some(
    ({ row, severity }) => row !== QT_ROW || severity === 'critical',
  )
  if (isToldOf) return undefined
  return found.toSorted((x, y) => RANK.indexOf(x.severity) - RANK.indexOf(y.severity))[0]
}

/** A medicine whose route is unknown may be given by the one that counts. */
function isRoute({ onlyRoute }: Pair, { route }: MedicationView): boolean {
  return onlyRoute === undefined || route === undefined || route === onlyRoute
}

function isJoined({ also }: Pair, taken: ReadonlySet<string>): boolean {
  return also === undefined || [...also].some((code) => taken.has(code))
}
