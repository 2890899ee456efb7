import { clinicalDate, codes, daysBefore, instantOf, LOINC, yesOrNo } from '#cds'

const YEAR = 365

/** An assessment was made: its result may be anything. */
const assessment = codes(LOINC, ['73830-2'])
/** "Was a standardized assessment conducted?" and "has the patient fallen?": only the answer tells. */
const conducted = codes(LOINC, ['57254-5'])
const fell = codes(LOINC, ['52552-7', '59454-9'])

/**
 * Whether the risk of falls was assessed within a year and not before a day. That someone was asked
 * and said "yes, I fell" is what an assessment is due for, and no assessment; nor is a "no" to falls
 * beside a "yes" to another question.
 *
 * @param saidYes whether one of the three questions was answered with yes
 */
export function wasScreened(
  observations: readonly object[],
  now: Date,
  since: string | undefined,
  saidYes: boolean,
): boolean {
  const start = since === undefined ? undefined : instantOf(since.slice(0, 10))
  return observations.some((each) => {
    // Declined, or not made: no assessment.
    if ((each as { readonly dataAbsentReason?: unknown }).dataAbsentReason !== undefined)
      return false
    const ago = daysBefore(clinicalDate(each) ?? '', now)
    if (ago === undefined || ago > YEAR) return false
    if (start !== undefined && (instantOf(clinicalDate(each) ?? '') ?? 0) < start) return false
    return (
      assessment(each) ||
      (conducted(each) && yesOrNo(each) === 'yes') ||
      (!saidYes && fell(each) && yesOrNo(each) === 'no')
    )
  })
}
