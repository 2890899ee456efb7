import { isSystemic, type MedicationView, type Medicine, oncInteractions } from '#cds'

/** A medicine that acts, perhaps still after its end. */
export interface Acting extends Medicine {
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

/** The pairs that one order makes with the other medicines, each pair once. */
export function pairsOf(order: MedicationView, others: readonly Acting[]): readonly Pair[] {
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
