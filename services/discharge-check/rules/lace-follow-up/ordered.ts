import { CPT, codesIn, codingsOf, LOINC, lastInstantOf, wordsIn } from '#cds'

interface Request {
  readonly code?: unknown
  readonly category?: unknown
  readonly authoredOn?: unknown
  readonly occurrenceDateTime?: unknown
  readonly occurrencePeriod?: unknown
}

const FOLLOW_UP = /follow.?up|post.?discharge|after discharge/i
const VISIT =
  /visit|appointment|clinic|consult|referral|encounter|check.?up|office|telehealth|(?:tele)?phone|primary care|family (?:doctor|medicine|practice)|\b(?:PCP|GP)\b|with (?:a |an |the |your )?(?:dr\b|doctor|physician|provider|nurse|specialist|surgeon|\w{2,15}olog(?:y|ist)\b|surgery)/i
// "CT chest, follow-up of nodule" follows up, but is no visit.
const TEST =
  /\b(?:CT|MRI?|PET|x-?rays?|radiographs?|ultrasound|scans?|imaging|echocardiogra\w+|mammogra\w+|labs?|blood (?:counts?|tests?|work))\b/i
// HL7's service section, and SNOMED CT's laboratory and imaging procedures, as US Core asks.
const DIAGNOSTIC = new Set(['LAB', 'RAD', 'laboratory', 'imaging', '108252007', '363679005'])
// Radiology, pathology and laboratory.
const CPT_TEST = /^[78]\d{4}$/
// From two weeks on.
const LATER =
  /\b(?:[2-9]|\d\d|two|three|four|six|eight) ?w(?:ee)?ks?\b|\bmonths?\b|\byears?\b|annual/i

/** A time, from and to (epoch ms). */
export interface Window {
  readonly from: number
  readonly to: number
}

/**
 * Whether a follow-up visit of the coming week is ordered: one that is planned for it, or else one that
 * was written since the admission and names no later time. What has no date may be of any stay.
 */
export function isFollowUpOrdered(
  requests: readonly Request[],
  admittedAt: number,
  week: Window,
): boolean {
  return requests.some((each) => {
    const words = wordsIn(each.code)
    if (!words.some((text) => FOLLOW_UP.test(text) && VISIT.test(text))) return false
    if (words.some((text) => TEST.test(text)) || isDiagnostic(each)) return false
    const planned = plannedFor(each)
    if (planned !== undefined) return planned >= week.from && planned <= week.to
    const written = typeof each.authoredOn === 'string' ? lastInstantOf(each.authoredOn) : undefined
    return written !== undefined && written >= admittedAt && !words.some((text) => LATER.test(text))
  })
}

function isDiagnostic({ category, code }: Request): boolean {
  return (
    codesIn(category).some((each) => DIAGNOSTIC.has(each)) ||
    codingsOf(code).some(
      (each) => each.system === LOINC || (each.system === CPT && CPT_TEST.test(each.code)),
    )
  )
}

/** The latest time for which a request is planned: what may come in months is no plan for this week. */
function plannedFor({ occurrenceDateTime, occurrencePeriod }: Request): number | undefined {
  const { start, end } = (occurrencePeriod ?? {}) as {
    readonly start?: unknown
    readonly end?: unknown
  }
  const latest = occurrenceDateTime ?? end ?? start
  return typeof latest === 'string' ? lastInstantOf(latest) : undefined
}
