import type { DoseLimits } from './alike.ts'
import data from './onc-interactions.json' with { type: 'json' }

/** One accepted pair of the ONC high-priority list. */
export interface OncInteraction {
  /** The row number of the paper. */
  readonly row: number
  readonly severity: 'critical' | 'warning'
  /** The two classes of the row, in words. */
  readonly a: string
  readonly b: string
  /** The ingredients that meet, one of each class. */
  readonly codes: readonly [string, string]
  /** Set where a label names the dose that may still be given beside the other medicine. */
  readonly doseCap?: {
    readonly ingredient: string
    readonly mgPerDay: number
    readonly text: string
  }
  /** Set where a label forbids a pair that the list only warns of: in words, who does. */
  readonly forbiddenBy?: string
}

/** A pair with what to do about it, in the words of cards. */
export interface OncAdvice {
  readonly row: number
  readonly classA: string
  readonly classB: string
  readonly severity: 'critical' | 'warning'
  readonly management: string
}

/** Two medicines with known risk of torsades de pointes: it warns, except where a label forbids the pair. */
export const QT_ROW = 21

const { management, doseLimited, forbidden } = data

const rows = data.rows.map(({ row, a, b, severity }) => {
  const added = data.additions.flatMap((each) => (each.rows.includes(row) ? each.codes : []))
  return {
    row,
    a: { name: a.name, codes: new Set(a.codes) },
    b: { name: b.name, codes: new Set([...b.codes, ...added]) },
    isWarning: severity === 'warning',
  }
})

/** The rows that an ingredient stands in: most medicines stand in none, and most pairs make none. */
const rowsOf: ReadonlyMap<string, ReadonlySet<(typeof rows)[number]>> = new Map(
  [...new Set(rows.flatMap(({ a, b }) => [...a.codes, ...b.codes]))].map((code) => [
    code,
    new Set(rows.filter(({ a, b }) => a.codes.has(code) || b.codes.has(code))),
  ]),
)

export const ONC_SOURCE: string = data.source

/** Every ingredient of the list, for triggers. */
export const oncIngredients: readonly string[] = [
  ...new Set(rows.flatMap(({ a, b }) => [...a.codes, ...b.codes])),
]

/** The doses that labels still allow in some pair of the list. */
export const ONC_DOSE_LIMITS: DoseLimits = new Map(
  [...Map.groupBy(doseLimited.caps, ({ a }) => a)].map(([code, caps]) => [
    code,
    caps.map(({ mgPerDay }) => mgPerDay),
  ]),
)

/**
 * The pairs of the list that two medicines make, by their RxNorm ingredients; the most severe first,
 * one per row. One drug on both sides is a duplicate, not an interaction. Symmetric.
 *
 * @example oncInteractions(['36437'], ['8123']) // sertraline, phenelzine: row 8, critical
 */
export function oncInteractions(
  first: readonly string[],
  second: readonly string[],
): readonly OncInteraction[] {
  const candidates = shared(first, second)
  if (candidates.length === 0) return NONE
  return candidates
    .flatMap((row) => {
      const pairs = [...meetings(row, first, second), ...meetings(row, second, first)]
      return pairs.toSorted(bySeverity).slice(0, 1)
    })
    .toSorted(bySeverity)
}

const NONE: readonly OncInteraction[] = []

/** The rows in which both medicines stand, in the order of the list. */
function shared(first: readonly string[], second: readonly string[]) {
  const found = new Set<(typeof rows)[number]>()
  for (const one of first)
    for (const row of rowsOf.get(one) ?? [])
      if (second.some((other) => rowsOf.get(other)?.has(row) === true)) found.add(row)
  return found.size < 2 ? [...found] : rows.filter((row) => found.has(row))
}

/** The most severe pair of the list that two medicines make, with the advice; `undefined` if none. */
export function oncInteraction(
  ingredientsA: readonly string[],
  ingredientsB: readonly string[],
): OncAdvice | undefined {
  const [found] = oncInteractions(ingredientsA, ingredientsB)
  if (found === undefined) return undefined
  const { row, severity, a, b } = found
  return { row, classA: a, classB: b, severity, management: adviceFor(found) }
}

function meetings(
  { row, a, b, isWarning }: (typeof rows)[number],
  first: readonly string[],
  second: readonly string[],
): OncInteraction[] {
  return first
    .filter((one) => a.codes.has(one))
    .flatMap((one) =>
      second
        .filter((other) => b.codes.has(other) && other !== one)
        .map((other): OncInteraction => {
          const doseCap = row === doseLimited.row ? capOf(one, other) : undefined
          const forbiddenBy = forbiddenIn(row, one, other) ?? forbiddenIn(row, other, one)
          const isLimited = isWarning || isDoseLimited(row, other)
          return {
            row,
            severity: isLimited && forbiddenBy === undefined ? 'warning' : 'critical',
            a: a.name,
            b: b.name,
            codes: [one, other],
            ...(doseCap === undefined ? {} : { doseCap }),
            ...(forbiddenBy === undefined ? {} : { forbiddenBy }),
          }
        }),
    )
}

function bySeverity(x: OncInteraction, y: OncInteraction): number {
  return Number(x.severity === 'warning') - Number(y.severity === 'warning')
}

/** Labels limit the dose here, where the paper of 2012 counts the pair among the forbidden ones. */
function isDoseLimited(row: number, other: string): boolean {
  return row === doseLimited.row && doseLimited.b.includes(other)
}

function capOf(one: string, other: string): OncInteraction['doseCap'] {
  const found = doseLimited.caps.find(({ a, b }) => a === one && b.includes(other))
  return found && { ingredient: found.a, mgPerDay: found.mgPerDay, text: found.text }
}

function forbiddenIn(row: number, one: string, other: string): string | undefined {
  return forbidden.find((each) => each.row === row && each.a === one && each.b.includes(other))
    ?.text
}

function adviceFor({ row, severity, doseCap }: OncInteraction): string {
  if (doseCap !== undefined) return doseCap.text
  if (severity === 'critical') return management.default
  return row === QT_ROW ? management[QT_ROW] : management.doseLimit
}
