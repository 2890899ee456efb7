import {
  doseAmong,
  isSystemic,
  kindOf,
  type MedicationView,
  type Medicine,
  ONC_DOSE_LIMITS,
  oncIngredients,
  oncInteractions,
  QT_ROW,
  twoOfEach,
} from '#cds'

/** A medicine that acts, perhaps still after its end. */
export interface Acting extends Medicine {
  /** Ended, and a reversible MAO inhibitor: no source says how long it acts on. */
  readonly hasUnprovenWashout?: boolean
}

/** Two medicines that make a pair of the list. */
export interface Pair {
  readonly first: MedicationView
  readonly second: MedicationView
  /** The order or statement of the second. */
  readonly resource: unknown
  readonly where: string
  readonly severity: 'critical' | 'warning'
  readonly classes: string
  readonly row: number
  /** The dose that a label still allows beside the other medicine. */
  readonly doseCap?: {
    readonly ingredient: string
    readonly mgPerDay: number
    readonly text: string
  }
  readonly hasUnprovenWashout: boolean
}

/**
 * The medicines that can make a pair of the list, two of each kind: more of them make no other pairs.
 */
export function lookedAt<T extends Omit<Acting, 'where'> & { readonly selected?: boolean }>(
  medicines: readonly T[],
): readonly T[] {
  return twoOfEach(
    medicines.filter(
      ({ medication }) =>
        medication.state === 'known' &&
        isSystemic(medication) &&
        medication.ingredients.some((code) => LISTED.has(code)),
    ),
    (each) => `${each.selected} ${each.hasUnprovenWashout} ${kindOf(each, ONC_DOSE_LIMITS)}`,
  )
}

const LISTED = new Set(oncIngredients)

/**
 * The pairs that one order makes with the other medicines, each pair once. Where a label limits the
 * dose and the order or the other medicine keeps to it, there is none.
 */
export function pairsOf(
  order: Pick<Medicine, 'medication' | 'resource'>,
  others: readonly Acting[],
): readonly Pair[] {
  const { medication: first } = order
  if (first.state !== 'known' || !isSystemic(first)) return []
  return others.flatMap(({ medication, resource, where, hasUnprovenWashout = false }) => {
    if (medication.state !== 'known' || !isSystemic(medication)) return []
    const [found] = oncInteractions(first.ingredients, medication.ingredients)
    if (found === undefined) return []
    const { severity, a, b, row, doseCap, forbiddenBy } = found
    if (doseCap !== undefined) {
      const dose = doseAmong(doseCap.ingredient, [order, { medication, resource }])
      if (dose !== undefined && dose <= doseCap.mgPerDay) return []
    }
    const classes =
      row === QT_ROW ? 'two medicines with known risk of torsades de pointes' : `${a} with ${b}`
    return [
      {
        first,
        second: medication,
        resource,
        where,
        severity,
        classes: forbiddenBy === undefined ? classes : `${classes}; ${forbiddenBy}`,
        row,
        hasUnprovenWashout,
        ...(doseCap === undefined ? {} : { doseCap }),
      },
    ]
  })
}
