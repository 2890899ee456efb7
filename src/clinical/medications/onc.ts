import data from './onc-interactions.json' with { type: 'json' }

/** One accepted pair of the ONC high-priority list. */
export interface OncInteraction {
  /** The row number of the paper. */
  readonly row: number
  readonly severity: 'critical' | 'warning'
  readonly a: string
  readonly b: string
  /** The ingredients that meet, one of each side. */
  readonly codes: readonly [string, string]
  /** Set where the label limits a dose rather than forbids the pair. */
  readonly doseCap?: string
}

/** Linezolid and methylene blue are reversible MAO inhibitors (labels; FDA safety communication 2011). */
const REVERSIBLE_MAOI = ['190376', '6878']
const MAOI_ROWS: ReadonlySet<number> = new Set([8, 16, 20, 31])
const QT_ROW = 21

// Row 25, by the labels of simvastatin (2026-05) and lovastatin: capped, not contraindicated.
const DOSE_CAPS: ReadonlyMap<string, string> = new Map([
  ['36567 11170', 'Maximum simvastatin 10 mg/day.'],
  ['36567 3443', 'Maximum simvastatin 10 mg/day.'],
  ['36567 703', 'Maximum simvastatin 20 mg/day.'],
])

const rows = data.rows.map((row) => ({
  ...row,
  a: { name: row.a.name, codes: new Set(row.a.codes) },
  b: {
    name: row.b.name,
    codes: new Set([...row.b.codes, ...(MAOI_ROWS.has(row.row) ? REVERSIBLE_MAOI : [])]),
  },
}))

export const ONC_SOURCE: string = data.source

/** Every ingredient of the list. */
export const oncIngredients: readonly string[] = [
  ...new Set(rows.flatMap((row) => [...row.a.codes, ...row.b.codes])),
]

/** The pairs of the list that two medicines make, by their ingredients; the most severe first. */
export function oncInteractions(
  first: readonly string[],
  second: readonly string[],
): readonly OncInteraction[] {
  const found: OncInteraction[] = []
  for (const row of rows) {
    const codes = meeting(row, first, second) ?? meeting(row, second, first)
    if (codes === undefined) continue
    // One drug ordered twice is a duplicate, not an interaction.
    if (row.row === QT_ROW && codes[0] === codes[1]) continue
    const capped = 'downgrade' in row && row.downgrade?.includes(codes[1]) === true
    const doseCap = DOSE_CAPS.get(codes.join(' '))
    found.push({
      row: row.row,
      severity: capped || row.severity === 'warning' ? 'warning' : 'critical',
      a: row.a.name,
      b: row.b.name,
      codes,
      ...(doseCap === undefined ? {} : { doseCap }),
    })
  }
  return found.toSorted(
    (x, y) => Number(x.severity === 'warning') - Number(y.severity === 'warning'),
  )
}

function meeting(
  row: (typeof rows)[number],
  first: readonly string[],
  second: readonly string[],
): readonly [string, string] | undefined {
  for (const a of first) {
    if (!row.a.codes.has(a)) continue
    const b = second.find((code) => row.b.codes.has(code) && code !== a)
    if (b !== undefined) return [a, b]
  }
  return undefined
}
