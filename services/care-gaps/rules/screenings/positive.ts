import {
  anyOf,
  clinicalDate,
  codeGroup,
  codes,
  codesIn,
  LOINC,
  newestOf,
  SNOMED,
  wordsIn,
} from '#cds'

const stoolTest = anyOf(codeGroup('fobt-fit'), codeGroup('stool-dna-fit'))
// Positive, detected, abnormal; LOINC's answer "Positive".
const positive = anyOf(
  codes(SNOMED, ['10828004', '260373001', '263654008']),
  codes(LOINC, ['LA6576-8']),
)
const INTERPRETED = new Set(['POS', 'DET', 'A', 'AA'])
const WORDS = /^(?:positive|detected|abnormal)/i

interface Result {
  readonly valueCodeableConcept?: object
  readonly valueString?: unknown
  readonly interpretation?: unknown
}

/** The day of the newest stool test, where it was positive. */
export function positiveStoolDay(stoolTests: readonly object[]): string | undefined {
  const newest = newestOf(stoolTests.filter((each) => stoolTest(each)))
  return newest !== undefined && isPositive(newest) ? clinicalDate(newest) : undefined
}

function isPositive(result: object): boolean {
  const { valueCodeableConcept, valueString, interpretation } = result as Result
  const words = [...wordsIn(valueCodeableConcept), valueString]
  return (
    positive(valueCodeableConcept) ||
    words.some((each) => typeof each === 'string' && WORDS.test(each.trim())) ||
    codesIn(interpretation).some((code) => INTERPRETED.has(code))
  )
}
