import {
  anyOf,
  type CodeSet,
  contains,
  dailyDose,
  ingredients,
  listedIngredients,
  type Medicine,
  type Regimen,
} from '#cds'
import data from './medicines.json' with { type: 'json' }

/** What a row looks for among the problems. */
export type Circumstance = 'cardiovascular-disease' | 'heart-failure' | 'hypertension' | 'dementia'

/** A medicine that older people had better not have. */
export interface Row {
  readonly id: string
  readonly medicines: CodeSet
  readonly short: string
  readonly why: string
  /** Interrupts by itself; other rows are notes. */
  readonly severity?: 'warning'
  /** Interrupts after a fall. */
  readonly falls?: boolean
  readonly only?: Circumstance
  readonly unless?: Circumstance
  readonly unlessForm?: string
  readonly unlessRoute?: string
  readonly unlessAtMost?: {
    readonly of: string
    readonly mgPerDay: number
    /** Doses within the limit, for orders of more. */
    readonly lower?: readonly Regimen[]
  }
}

type Stated = Omit<Row, 'medicines'> & { readonly medicines: readonly string[] }

// The type of the file is wider than what its rows mean; the test of the table checks each of them.
const rows: readonly Row[] = (data.rows as readonly Stated[]).map((row) => ({
  ...row,
  medicines: ingredients(listedIngredients(row.medicines)),
}))

/** All medicines of the table, for triggers. */
export const LISTED: CodeSet = anyOf(...rows.map(({ medicines }) => medicines))

/** The rows that an order falls under, as far as the order itself tells; the interrupting ones first. */
export function rowsFor({
  resource,
  medication,
}: Pick<Medicine, 'resource' | 'medication'>): readonly Row[] {
  return rows
    .filter(({ medicines, unlessForm, unlessRoute, unlessAtMost }) => {
      if (contains(medication, medicines) !== true) return false
      if (unlessForm !== undefined && medication.form?.includes(unlessForm) === true) return false
      if (unlessRoute !== undefined && medication.route === unlessRoute) return false
      if (unlessAtMost === undefined) return true
      const [limited = ''] = listedIngredients([unlessAtMost.of])
      const dose = dailyDose(resource, medication, limited)
      return dose === undefined || dose > unlessAtMost.mgPerDay
    })
    .toSorted((a, b) => Number(b.severity === 'warning') - Number(a.severity === 'warning'))
}
