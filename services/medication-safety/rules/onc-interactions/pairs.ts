import { type MedicationView, oncInteractions } from '#cds'

/** A medicine and where it stands. */
export interface Medicine {
  readonly medication: MedicationView
  /** For people: `other order` or `current medicine since 2026-01-02`. */
  readonly where: string
  /** Ended, and a reversible MAO inhibitor: no source says how long it acts on. */
  readonly hasUnprovenWashout?: boolean
}

/** Two medicines that make a pair of the list. */
export interface Pair {
  readonly first: MedicationView
  readonly second: MedicationView
  readonly where: string
  readonly severity: 'critical' | 'warning'
  readonly classes: string
  readonly row: number
  readonly doseCap?: string
  readonly hasUnprovenWashout: boolean
}

/** What stays on skin, eye or ear does not take part in systemic interactions. */
const LOCAL = new Set(['topical', 'ophthalmic', 'otic'])

export function isSystemic({ route }: MedicationView): boolean {
  return route === undefined || !LOCAL.has(route)
}

/** The pairs that one order makes with the other medicines, each pair once. */
export function pairsOf(order: MedicationView, others: readonly Medicine[]): readonly Pair[] {
  if (order.state !== 'known' || !isSystemic(order)) return []
  return others.flatMap(({ medication, where, hasUnprovenWashout = false }) => {
    if (medication.state !== 'known' || !isSystemic(medication)) return []
    const [found] = oncInteractions(order.ingredients, medication.ingredients)
    if (found === undefined) return []
    const { severity, a, b, row, doseCap } = found
    return [
      {
        first: order,
        second: medication,
        where,
        severity,
        classes:
          row === 21 ? 'two medicines with known risk of torsades de pointes' : `${a} with ${b}`,
        row,
        hasUnprovenWashout,
        ...(doseCap === undefined ? {} : { doseCap }),
      },
    ]
  })
}
