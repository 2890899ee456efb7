import { type CodeSet, dosages, ingredients, listedIngredients, type Regimen } from '#cds'
import data from './doses.json' with { type: 'json' }

/** A range of kidney function and what holds in it. */
export interface Band {
  readonly above?: number
  readonly atLeast?: number
  readonly below?: number
  readonly atMost?: number
  readonly severity: 'critical' | 'warning' | 'info'
  /** For patients with this condition on file only. */
  readonly only?: 'atrial-fibrillation'
  /** Within this dose of a day there is nothing to say. */
  readonly maxMgPerDay?: number
  /** Nor is there where this dose for each kg of weight is given once a day, rounded to a syringe. */
  readonly mgPerKgOnceDaily?: number
  /** In a few words, for the summary. */
  readonly short: string
  readonly advice: string
  /** The dose to give in place of the ordered one. */
  readonly instead?: Regimen
  /** With one of these the sources state no dose. */
  readonly avoidWith?: CodeSet
  /** Doses that the sources state, for orders of more. */
  readonly lower?: readonly Regimen[]
  /** Another medicine to give in place of the ordered one. */
  readonly replaceBy?: { readonly code: string; readonly text: string }
}

export interface Row {
  readonly id: string
  readonly medicines: ReadonlySet<string>
  /** Ingredients that must be in the product too, and those that must not: a compound has doses of its own. */
  readonly with: readonly string[]
  readonly without: readonly string[]
  /** Clearance in mL/min, or eGFR in mL/min/1.73 m². */
  readonly by: 'crcl' | 'egfr'
  /** From this age only, in years. */
  readonly minAge?: number
  /** Does not speak to those who take it already. */
  readonly startOnly?: boolean
  readonly bands: readonly Band[]
  readonly sources: readonly string[]
}

type StatedBand = Omit<Band, 'avoidWith'> & { readonly avoidWith?: readonly string[] }
type Stated = Omit<Row, 'medicines' | 'with' | 'without' | 'bands'> & {
  readonly medicines: readonly string[]
  readonly with?: readonly string[]
  readonly without?: readonly string[]
  readonly bands: readonly StatedBand[]
}

// The type of the file is wider than what its rows mean; the test of the table checks each of them.
const rows: readonly Row[] = (data.rows as readonly Stated[]).map((row) => ({
  ...row,
  medicines: new Set(listedIngredients(row.medicines)),
  with: listedIngredients(row.with ?? []),
  without: listedIngredients(row.without ?? []),
  bands: row.bands.map(({ avoidWith, ...band }) =>
    avoidWith === undefined
      ? band
      : { ...band, avoidWith: ingredients(listedIngredients(avoidWith)) },
  ),
}))

/** All ingredients of the table, for triggers. */
export const DOSED: readonly string[] = [...new Set(rows.flatMap((row) => [...row.medicines]))]

/** The rows for a medicine, each with the ingredient that it is for. */
export function rowsFor(
  codes: readonly string[],
): readonly { readonly row: Row; readonly ingredient: string }[] {
  const has = (code: string) => codes.includes(code)
  return rows.flatMap((row) => {
    const ingredient = codes.find((each) => row.medicines.has(each))
    if (ingredient === undefined || !row.with.every(has) || row.without.some(has)) return []
    return [{ row, ingredient }]
  })
}

/** The first band that holds a value and speaks to the patient; compared as computed, unrounded. */
export function bandAt(
  { bands }: Row,
  value: number,
  hasCondition: (condition: NonNullable<Band['only']>) => boolean,
): Band | undefined {
  return bands.find(
    (band) =>
      (band.above === undefined || value > band.above) &&
      (band.atLeast === undefined || value >= band.atLeast) &&
      (band.below === undefined || value < band.below) &&
      (band.atMost === undefined || value <= band.atMost) &&
      (band.only === undefined || hasCondition(band.only)),
  )
}

/** A syringe gives steps of some milligrams: a dose by weight may be rounded by so much of it; our choice. */
const ROUNDED = 0.1

/** Whether an order keeps to the dose of a band; what is not known keeps to none. */
export function isWithin(
  { maxMgPerDay, mgPerKgOnceDaily, lower = [] }: Band,
  order: object,
  mgPerDay: number | undefined,
  weightKg: number | undefined,
): boolean {
  if (mgPerDay === undefined) return false
  if (maxMgPerDay !== undefined && mgPerDay <= maxMgPerDay) return true
  if (mgPerKgOnceDaily === undefined || weightKg === undefined) return false
  // A usual dose that the band wants lowered is not one by weight, though some patient be as light.
  if (lower.some(({ from }) => from && from.mg * from.timesPerDay === mgPerDay)) return false
  const full = mgPerKgOnceDaily * weightKg
  const isFull = Math.abs(mgPerDay - full) <= ROUNDED * full
  return isFull && dosages(order).every(({ perDay }) => perDay === 1)
}
