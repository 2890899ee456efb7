import { codes } from '../codes/code-set.ts'
import { list, record } from '../codes/record.ts'
import { LOINC, SNOMED } from '../codes/systems.ts'
import type { Reason } from '../score.ts'
import { clinicalDate, instantOf } from './dates.ts'
import { counts } from './status.ts'

const smokingStatusCode = codes(LOINC, ['72166-2'])

// Answers of LOINC 72166-2 as US Core lists them (SNOMED CT, with the LOINC answers beside).
const current = codes(SNOMED, [
  '77176002',
  '449868002',
  '428041000124106',
  '428071000124103',
  '428061000124105',
  '230063004',
  '56578002',
  '56771006',
  '65568007',
  '59978006',
  '56294008',
  '160603005',
  '160604004',
  '160605003',
  '160606002',
])
const not = codes(SNOMED, ['8517006', '266919005', '8392000', '405746006', '160617001'])
const loincCurrent = codes(LOINC, ['LA18976-3', 'LA18977-1', 'LA18981-3', 'LA18982-1', 'LA18979-7'])
const loincNot = codes(LOINC, ['LA15920-4', 'LA18978-9'])

const UNKNOWN: Reason = { code: 'unknown-answer', text: 'the smoking status on file is not known' }

/**
 * Whether the patient smokes now, by the newest smoking status (LOINC 72166-2) that counts.
 * `undefined`: none on file. "Unknown if ever smoked" and unknown answers are unusable.
 */
export function smokingStatus(
  observations: readonly unknown[] | undefined,
  now: Date,
): { value: boolean; date?: string } | { unusable: Reason } | undefined {
  const [newest] = (observations ?? [])
    .filter((each) => counts(each, now) && smokingStatusCode(record(each)))
    .map((each) => ({ it: record(each), at: instantOf(clinicalDate(each) ?? '') ?? 0 }))
    .toSorted((a, b) => b.at - a.at)
  if (newest === undefined) return undefined
  const answer = record(newest.it?.valueCodeableConcept)
  const date = clinicalDate(newest.it)
  const dated = date === undefined ? {} : { date }
  if (answer === undefined || list(answer.coding).length === 0) return { unusable: UNKNOWN }
  if (current(answer) || loincCurrent(answer)) return { value: true, ...dated }
  if (not(answer) || loincNot(answer)) return { value: false, ...dated }
  return { unusable: UNKNOWN }
}
