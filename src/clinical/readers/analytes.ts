import { keysOf } from '../codes/code-set.ts'
import { codeGroup, type GroupId } from '../codes/groups.ts'

/** What was measured, where more than one kind of unit is in use for it. */
export type Analyte =
  | 'hba1c'
  | 'creatinine'
  | 'cholesterol'
  | 'triglycerides'
  | 'glucose'
  | 'bilirubin'
  | 'uacr'
  | 'monovalent-ion'
  | 'enzyme'

const GROUPS: Readonly<Record<Analyte, readonly GroupId[]>> = {
  hba1c: ['hba1c'],
  creatinine: ['creatinine'],
  cholesterol: ['cholesterol-total', 'cholesterol-hdl', 'cholesterol-ldl'],
  triglycerides: ['triglycerides'],
  glucose: ['glucose-fasting', 'glucose-ogtt-2h', 'glucose-random'],
  bilirubin: ['bilirubin-total'],
  uacr: ['uacr'],
  'monovalent-ion': ['sodium', 'potassium', 'lithium-level'],
  enzyme: ['ast', 'alt'],
}

let byCode: ReadonlyMap<string, Analyte> | undefined

/**
 * What an observation measured, told by its codes and never by its unit; `undefined` where the codes
 * name nothing that we convert, or two different things.
 */
export function analyteOf(observation: unknown): Analyte | undefined {
  const analytes = analytesByCode()
  let found: Analyte | undefined
  for (const key of keysOf(observation)) {
    const analyte = analytes.get(key)
    if (analyte === undefined) continue
    if (found !== undefined && analyte !== found) return undefined
    found = analyte
  }
  return found
}

function analytesByCode(): ReadonlyMap<string, Analyte> {
  byCode ??= new Map(
    Object.entries(GROUPS).flatMap(([analyte, groups]) =>
      groups.flatMap((group) =>
        // The keys of GROUPS are the analytes.
        [...codeGroup(group).keys].map((key) => [key, analyte as Analyte] as const),
      ),
    ),
  )
  return byCode
}
