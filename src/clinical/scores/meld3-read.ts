import { anyOf, codes } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { ICD10CM, SNOMED } from '../codes/systems.ts'
import { type FetchedAll, optional } from '../fetched.ts'
import { clinicalDate, daysBefore } from '../readers/dates.ts'
import { latest } from '../readers/latest.ts'
import { counts, isActive } from '../readers/status.ts'
import type { ReadEnv, ReadInput } from '../score.ts'
import { ageInput, reading, sexInput } from './readings.ts'
import { templates } from './templates.ts'

// A product choice: the model describes a liver of this month, not of last year.
const DAYS = 90
const WEEK = 7
const totalBilirubinCodes = codeGroup('bilirubin-total')
const sodiumCodes = codeGroup('sodium')
const inrCodes = codeGroup('inr')
const creatinineCodes = codeGroup('creatinine')
const albuminCodes = codeGroup('albumin')

/** What MELD 3.0 reads. */
export const meld3Prefetch = {
  patient: templates.patient,
  bilirubin: templates.bilirubin,
  sodium: templates.sodium,
  inr: templates.inr,
  creatinine: templates.creatinine,
  albumin: templates.albumin,
  conditions: templates.conditions,
  procedures: optional(templates.procedures),
} as const

type Data = FetchedAll<typeof meld3Prefetch>

const dialysis = codeGroup('dialysis')
// In the group of dialysis, but about its catheters and its vessels: no session.
const noSession = codes(SNOMED, [
  '10848006',
  '180273006',
  '238316008',
  '238317004',
  '439278006',
  '439976001',
])
// Dependence on dialysis, end-stage disease on dialysis and end-stage disease as such.
const dependent = anyOf(
  codes(ICD10CM, ['Z99.2', 'N18.6']),
  codes(SNOMED, ['236435004', '46177005']),
)

/** Reads MELD's inputs; the newest result of each, of the last 90 days. */
export function readMeld3(data: Data, { now }: ReadEnv) {
  const options = { now, withinDays: DAYS }
  return {
    sex: sexInput(data.patient),
    age: ageInput(data.patient, now),
    bilirubin: reading(latest(data.bilirubin, totalBilirubinCodes, 'mg/dL', options)),
    sodium: reading(latest(data.sodium, sodiumCodes, 'mmol/L', options)),
    inr: reading(latest(data.inr, inrCodes, '{INR}', options)),
    creatinine: reading(latest(data.creatinine, creatinineCodes, 'mg/dL', options)),
    albumin: reading(latest(data.albumin, albuminCodes, 'g/dL', options)),
    dialysisTwicePastWeek: dialysisInput(data, now),
  }
}

/** Two days with a dialysis within a week are a yes; fewer are a no, unless the chart says dependent. */
function dialysisInput({ procedures, conditions }: Data, now: Date): ReadInput<boolean> {
  const days = new Set(
    (procedures ?? [])
      .filter((each) => dialysis(each) && !noSession(each) && counts(each, now))
      .flatMap((each) => clinicalDate(each)?.slice(0, 10) ?? [])
      .filter((day) => day.length === 10 && (daysBefore(day, now) ?? Infinity) <= WEEK),
  )
  if (days.size >= 2) return { value: true }
  const onDialysis = conditions.some(
    (each) => counts(each, now) && isActive(each) && dependent(each),
  )
  if (!onDialysis) return { value: false }
  return {
    unusable: {
      code: 'dialysis-unclear',
      text: 'dialysis is on file, but not how often in the past week',
    },
  }
}
