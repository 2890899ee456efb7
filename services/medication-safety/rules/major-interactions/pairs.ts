import { type DoseLimits, listedIngredients, type Regimen } from '#cds'
import data from './pairs.json' with { type: 'json' }

export type Severity = 'critical' | 'warning' | 'info'
/** What makes a pair more severe, where the patient has it. */
export type Circumstance = 'age-65' | 'diabetes' | 'kidney-or-liver-disease'

/** Two groups of medicines that should not meet, or not without care. */
export interface Pair {
  readonly id: string
  readonly severity: Severity
  readonly mechanism?: string
  /** What to do, for people. */
  readonly advice: string
  readonly raise?: { readonly to: Severity; readonly if: Circumstance }
  /** Below this dose of that ingredient there is nothing to say. */
  readonly cap?: { readonly ingredient: string; readonly name: string; readonly mgPerDay: number }
  /**
   * Lower doses of one of the two, as the documents state them. Of halves only one step stands here: the card
   * comes again for the half, and must not halve it again.
   */
  readonly lower?: {
    readonly ingredient: string
    readonly to: readonly Regimen[]
    /** With this on file, or where that is unknown, the right dose hangs on more than the pair. */
    readonly unless?: 'atrial-fibrillation'
  }
  /** The pair counts only beside a medicine of these ingredients. */
  readonly also?: ReadonlySet<string>
  /** The pair counts only for medicines of the first group given by this route. */
  readonly onlyRoute?: string
  /** The pair counts this many days after one of the two has ended. */
  readonly afterDays?: number
  /** A medicine that can take the place of those of one group. */
  readonly instead?: {
    readonly of: ReadonlySet<string>
    readonly code: string
    readonly name: string
  }
  readonly sources: readonly { readonly title: string; readonly url?: string }[]
}

interface Row extends Pair {
  readonly a: ReadonlySet<string>
  readonly b: ReadonlySet<string>
}

/** A row of the table as the file has it. */
type Stated = Omit<Pair, 'cap' | 'lower' | 'also' | 'instead' | 'sources'> & {
  readonly a: readonly string[]
  readonly b: readonly string[]
  readonly cap?: { readonly of: string; readonly mgPerDay: number }
  readonly lower?: Omit<NonNullable<Pair['lower']>, 'ingredient'> & { readonly of: string }
  readonly also?: readonly string[]
  readonly instead?: { readonly of: string; readonly by: string }
  readonly sources: readonly string[]
}

const sources: Readonly<Record<string, { readonly title: string; readonly url?: string }>> =
  data.sources
// The type of the file is wider than what its rows mean; the test of the table checks each of them.
const rows = (data.pairs as readonly Stated[]).map(rowOf)
const byIngredient = Map.groupBy(
  rows.flatMap((row) => [...new Set([...row.a, ...row.b])].map((code) => ({ code, row }))),
  ({ code }) => code,
)

/** All ingredients of the table, for triggers. */
export const PAIRED: readonly string[] = [...byIngredient.keys()]

/** Whether an ingredient stands in the table at all: most medicines need no second look. */
export function isPaired(codes: readonly string[]): boolean {
  return codes.some((code) => byIngredient.has(code))
}

/** The doses that pairs of the table set a limit at. */
export const LIMITS: DoseLimits = new Map(
  [
    ...Map.groupBy(
      rows.flatMap(({ cap }) => cap ?? []),
      ({ ingredient }) => ingredient,
    ),
  ].map(([code, caps]) => [code, caps.map(({ mgPerDay }) => mgPerDay)]),
)

/** Whether an ingredient has a pair that counts for a while after one of the two has ended. */
export function actsOn(codes: readonly string[]): boolean {
  return codes.some((code) =>
    byIngredient.get(code)?.some(({ row }) => row.afterDays !== undefined),
  )
}

/** A pair that two medicines make, and which of them stands in the first group. */
export interface Meeting {
  readonly pair: Pair
  readonly isFirstA: boolean
}

/** All pairs of the table that two medicines make, by their ingredients. Symmetric. */
export function meetings(first: readonly string[], second: readonly string[]): readonly Meeting[] {
  const candidates = new Set(
    first.flatMap((code) => byIngredient.get(code)?.map(({ row }) => row) ?? []),
  )
  return [...candidates].flatMap((row): readonly Meeting[] => {
    if (areIn(first, row.a, second, row.b)) return [{ pair: row, isFirstA: true }]
    if (areIn(first, row.b, second, row.a)) return [{ pair: row, isFirstA: false }]
    return []
  })
}

/** One ingredient of each group, and not the same one twice. */
function areIn(
  first: readonly string[],
  a: ReadonlySet<string>,
  second: readonly string[],
  b: ReadonlySet<string>,
): boolean {
  return first.some((one) => a.has(one) && second.some((other) => b.has(other) && other !== one))
}

function rowOf({ a, b, cap, lower, also, instead, sources: keys, ...rest }: Stated): Row {
  const groups = { a: new Set(listedIngredients(a)), b: new Set(listedIngredients(b)) }
  return {
    ...rest,
    ...groups,
    sources: keys.flatMap((key) => sources[key] ?? []),
    ...(also === undefined ? {} : { also: new Set(listedIngredients(also)) }),
    ...(cap === undefined ? {} : { cap: { ...medicine(cap.of), mgPerDay: cap.mgPerDay } }),
    ...(lower === undefined ? {} : { lower: lowerOf(lower) }),
    ...(instead === undefined ? {} : { instead: insteadOf(instead, groups) }),
  }
}

function lowerOf({ of, ...rest }: NonNullable<Stated['lower']>): NonNullable<Pair['lower']> {
  return { ...rest, ingredient: medicine(of).ingredient }
}

function insteadOf(
  { of, by }: NonNullable<Stated['instead']>,
  groups: Pick<Row, 'a' | 'b'>,
): NonNullable<Pair['instead']> {
  const { ingredient, name } = medicine(by)
  return { of: of === 'a' ? groups.a : groups.b, code: ingredient, name }
}

function medicine(entry: string): { readonly ingredient: string; readonly name: string } {
  const [ingredient = ''] = listedIngredients([entry])
  return { ingredient, name: entry.slice(ingredient.length + 1) }
}
