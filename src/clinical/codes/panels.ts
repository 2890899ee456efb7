import { anyOf, type CodeSet, codes } from './code-set.ts'
import data from './panels.json' with { type: 'json' }
import { CPT, LOINC } from './systems.ts'

/** A test that panels hold, or that has a CPT code of its own. */
export type PanelTest = keyof typeof data.single | 'platelets' | 'neutrophils'

interface Panel {
  readonly loinc: readonly string[]
  readonly cpt: readonly string[]
  readonly holds: readonly string[]
}

const panels: readonly Panel[] = Object.values(data.panels)
const single: Partial<Readonly<Record<PanelTest, string>>> = data.single

/**
 * Orders and reports that bring a test along: panels that hold it, and its CPT code, under which results do not
 * stand. The codes of its results have a group of their own.
 */
export function broughtBy(test: PanelTest): CodeSet {
  const holding = panels.filter(({ holds }) => holds.includes(test))
  const own = single[test]
  const billed = holding.flatMap(({ cpt }) => cpt)
  return anyOf(
    codes(
      LOINC,
      holding.flatMap(({ loinc }) => loinc),
    ),
    codes(CPT, own === undefined ? billed : [...billed, own]),
  )
}
