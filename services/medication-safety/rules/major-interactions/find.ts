import { doseAmong, type MedicationView, type Medicine, oncInteractions, QT_ROW } from '#cds'
import { type Meeting, meetings, type Pair, type Severity } from './pairs.ts'

/** An ordered medicine that meets another. */
export interface Found extends Meeting {
  readonly order: Medicine
  readonly other: Medicine
  /** Severity for this patient. */
  readonly severity: Severity
  /** The dose that is limited, where the order gives it. */
  readonly dose?: number
}

type Held = Pick<Medicine, 'medication'>

const RANK: readonly Severity[] = ['critical', 'warning', 'info']

/** How severe a pair is for the patient, of whom the rule knows more. */
export type SeverityOf = (pair: Pair) => Severity

/**
 * The most severe pair that an order makes with another medicine; `undefined` where there is none, or
 * where the ONC list already speaks of the two.
 *
 * @param all everything that the patient takes or is ordered, for pairs of three
 */
export function worstPair(
  order: Medicine,
  other: Medicine,
  all: readonly Held[],
  severityOf: SeverityOf,
): Found | undefined {
  const { medication: first } = order
  const { medication: second } = other
  const found = meetings(first.ingredients, second.ingredients).flatMap((meeting) => {
    const { pair, isFirstA } = meeting
    if (!isRoute(pair, isFirstA ? first : second) || !isJoined(pair, all)) return []
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

function isJoined({ also }: Pair, all: readonly Held[]): boolean {
  return (
    also === undefined ||
    all.some(({ medication }) => medication.ingredients.some((each) => also.has(each)))
  )
}
