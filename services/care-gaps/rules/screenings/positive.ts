import {
  anyOf,
  clinicalDate,
  codeGroup,
  codes,
  codesIn,
  instantOf,
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
// Of a quantity "high" is what "positive" is of an answer.
const INTERPRETED = new Set(['POS', 'DET', 'A', 'AA', 'H', 'HH'])
const WORDS = /^(?:positive|detected|abnormal)/i

interface Result {
  readonly valueCodeableConcept?: object
  readonly valueString?: unknown
  readonly interpretation?: unknown
}

/** Of an older one nobody knows any more what became of it; our choice. */
const YEARS = 5

/** The day of the newest positive stool test of the last years: a negative one since does not undo it. */
export function positiveStoolDay(stoolTests: readonly object[], now: Date): string | undefined {
  const oldest = new Date(now)
  oldest.setUTCFullYear(oldest.getUTCFullYear() - YEARS)
  const isRecent = (each: object) => (instantOf(clinicalDate(each) ?? '') ?? 0) >= oldest.getTime()
  const newest = newestOf(
    stoolTests.filter((each) => stoolTest(each) && isPositive(each) && isRecent(each)),
  )
  return clinicalDate(newest)
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
