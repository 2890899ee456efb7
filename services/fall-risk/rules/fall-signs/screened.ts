import { clinicalDate, codes, daysBefore, instantOf, LOINC } from '#cds'

const YEAR = 365

/** What of an Observation tells question and answer. */
interface Answered {
  readonly code?: { readonly text?: string | undefined } | undefined
  readonly valueBoolean?: boolean | undefined
  readonly valueCodeableConcept?: { readonly text?: string | undefined } | undefined
  readonly valueString?: string | undefined
}

/** An assessment was made: its result may be anything. */
const assessment = codes(LOINC, ['73830-2'])
/** "Was a standardized assessment conducted?" and "has the patient fallen?": only the answer tells. */
const conducted = codes(LOINC, ['57254-5'])
const fell = codes(LOINC, ['52552-7', '59454-9'])
const yes = codes(LOINC, ['LA33-6'])
const no = codes(LOINC, ['LA32-8'])

/**
 * Whether the risk of falls was assessed within a year and not before a day. That someone was asked
 * and said "yes, I fell" is what an assessment is due for, and no assessment.
 */
export function wasScreened(
  observations: readonly Answered[],
  now: Date,
  since: string | undefined,
): boolean {
  const start = since === undefined ? undefined : instantOf(since.slice(0, 10))
  return observations.some((each) => {
    const ago = daysBefore(clinicalDate(each) ?? '', now)
    if (ago === undefined || ago > YEAR) return false
    if (start !== undefined && (instantOf(clinicalDate(each) ?? '') ?? 0) < start) return false
    return (
      assessment(each) ||
      (conducted(each) && answerOf(each) === 'yes') ||
      (fell(each) && answerOf(each) === 'no')
    )
  })
}

/** LOINC answers LA33-6 and LA32-8, a boolean, or words that begin with yes or no. */
function answerOf(observation: Answered): 'yes' | 'no' | undefined {
  const { valueBoolean, valueCodeableConcept: concept, valueString } = observation
  if (typeof valueBoolean === 'boolean') return valueBoolean ? 'yes' : 'no'
  if (yes({ code: concept })) return 'yes'
  if (no({ code: concept })) return 'no'
  const word = /^ *(yes|no)\b/i.exec(concept?.text ?? valueString ?? '')
  return word?.[1]?.toLowerCase() as 'yes' | 'no' | undefined
}
