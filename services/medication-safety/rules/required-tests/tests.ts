import {
  anyOf,
  broughtBy,
  type CodeSet,
  codeGroup,
  codes,
  contains,
  type GroupId,
  ingredients,
  LOINC,
  listedIngredients,
  type MedicationView,
  type PanelTest,
} from '#cds'
import data from './tests.json' with { type: 'json' }

/** A laboratory test: how a result is found, and what orders it. */
export interface LabTest {
  readonly name: string
  readonly results: CodeSet
  /** LOINC code that is ordered. */
  readonly order: string
}

export interface Row {
  readonly id: string
  readonly medicines: CodeSet
  readonly tests: readonly LabTest[]
  /** How old a result may be; absent: once in a lifetime. */
  readonly withinDays?: number
  /** Only for those who start, or only for those who take the medicine. */
  readonly when?: 'start' | 'taken'
  readonly ancestry?: 'asian'
  readonly severity: 'warning' | 'info'
  readonly why: string
  readonly source: string
}

type TestId = keyof typeof data.tests
type Stated = Omit<Row, 'medicines' | 'tests'> & {
  readonly medicines: readonly string[]
  readonly tests: readonly TestId[]
}
interface StatedTest {
  readonly name: string
  readonly groups?: readonly GroupId[]
  readonly loinc?: readonly string[]
  /** Panels and CPT codes that order or report the test count too. */
  readonly broughtBy?: PanelTest
  readonly order: string
}

const labTests = new Map(
  Object.entries(data.tests as Readonly<Record<TestId, StatedTest>>).map(([id, test]) => [
    id,
    testOf(test),
  ]),
)
// The type of the file is wider than what its rows mean; the test of the table checks each of them.
const rows: readonly Row[] = (data.rows as readonly Stated[]).map((row) => ({
  ...row,
  medicines: ingredients(listedIngredients(row.medicines)),
  tests: row.tests.flatMap((id) => labTests.get(id) ?? []),
}))

/** All medicines of the table, for triggers. */
export const TESTED: CodeSet = anyOf(...rows.map(({ medicines }) => medicines))

/** The rows for a medicine. */
export function rowsFor(medication: MedicationView): readonly Row[] {
  return rows.filter(({ medicines }) => contains(medication, medicines) === true)
}

function testOf({ name, groups = [], loinc = [], broughtBy: test, order }: StatedTest): LabTest {
  const own = codes(LOINC, [...loinc, order])
  const brought = test === undefined ? [] : [broughtBy(test)]
  return { name, results: anyOf(...groups.map((id) => codeGroup(id)), own, ...brought), order }
}
