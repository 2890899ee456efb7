import { anyOf, type CodeSet, codeSet, codes } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { record } from '../codes/record.ts'
import { LOINC, SNOMED } from '../codes/systems.ts'
import type { Reason } from '../score.ts'
import { clinicalDate } from './dates.ts'
import { newestOf } from './latest.ts'
import { counts } from './status.ts'

const smokingStatusCode = codes(LOINC, ['72166-2'])

// LOINC's own answers to 72166-2, as the International Patient Summary lists them and maps them to
// SNOMED CT (ValueSet current-smoking-status-uv-ips). LA18980-5, "unknown if ever smoked", is neither.
const smoker = anyOf(
  codeGroup('current-smoker'),
  codes(LOINC, ['LA18976-3', 'LA18977-1', 'LA18979-7', 'LA18981-3', 'LA18982-1']),
)

// Whoever takes no snuff, does not chew, or gave up the pipe or electronic cigarettes may smoke.
const aboutOtherProducts = codes(
  SNOMED,
  `1137688001 1137690000 1137692008 160620009 160621008 228491005 228492003 228493008 228501004
   228502006 228503001 228511006 228512004 228513009 451381000124107 456711000124105`.split(/\s+/),
)
const nonSmoker = anyOf(
  without(codeGroup('tobacco-non-user'), aboutOtherProducts),
  codes(LOINC, ['LA15920-4', 'LA18978-9']),
)

const UNKNOWN: Reason = {
  code: 'unknown-answer',
  text: 'the smoking status on file does not tell whether the patient smokes',
}

const UNDATED: Reason = { code: 'undated', text: 'the smoking status on file has no date' }

/**
 * Whether the patient smokes now, by the newest smoking status (LOINC 72166-2) that counts.
 * `undefined`: none on file. "Unknown if ever smoked", answers that we do not know, and answers that
 * contradict each other are unusable.
 */
export function smokingStatus(
  observations: readonly unknown[] | undefined,
  now: Date,
): { value: boolean; date?: string } | { unusable: Reason } | undefined {
  const found = (observations ?? []).filter(
    (each) => counts(each, now) && smokingStatusCode(record(each)),
  )
  const newest = newestOf(found)
  if (newest === undefined) return found.length === 0 ? undefined : { unusable: UNDATED }
  const answer = record(record(newest)?.valueCodeableConcept)
  const [yes, no] = [smoker(answer), nonSmoker(answer)]
  if (yes === no) return { unusable: UNKNOWN }
  const date = clinicalDate(newest)
  return { value: yes, ...(date === undefined ? {} : { date }) }
}

function without(set: CodeSet, others: CodeSet): CodeSet {
  return codeSet(new Set([...set.keys].filter((key) => !others.keys.has(key))))
}
