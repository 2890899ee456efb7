import { codes, codingsOf } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { record, text } from '../codes/record.ts'
import { ICD10CM, LOINC, PHR } from '../codes/systems.ts'
import { type FetchedAll, optional } from '../fetched.ts'
import { medicationClass } from '../medications/classes.ts'
import { contains } from '../medications/contains.ts'
import { currentMedicines } from '../medications/regimen.ts'
import { clinicalDate, daysBefore, lastInstantOf } from '../readers/dates.ts'
import { latest, newestOf } from '../readers/latest.ts'
import { counts, isActive } from '../readers/status.ts'
import type { ReadEnv, ReadInput } from '../score.ts'
import { fallAnswers } from './fall-answers.ts'
import { ageInput, reading } from './readings.ts'
import { templates } from './templates.ts'

const YEAR = 365
const DAY_MS = 86_400_000
/** A phone looks back twelve months and ahead as many; an older class says nothing of now. */
const PHONE_DAYS = 180
const falls = codeGroup('falls')
// Slipping, tripping, stumbling and falls, as they are seen for the first time; the aftercare (D) and
// what a fall left behind (S) are dated later than it.
const FALL = /^W[01]\d.*A$/
const AFTER = /^W[01]\d.*D$/
/** Falls and "has fallen" (Z91.81): the latter does not say when. */
const everFell = codeGroup('falls', { history: true })

function hasCode(condition: unknown, pattern: RegExp): boolean {
  return codingsOf(condition).some(({ system, code }) => system === ICD10CM && pattern.test(code))
}

/** "Time to rise from chair, walk 10 feet and back, and return to sitting", as public guides have it. */
const timedUpAndGo = codes(LOINC, ['89423-8'])
const steadiness = codes(PHR, ['appleWalkingSteadiness'])
const dropped = codes(PHR, ['appleWalkingSteadinessEvent'])
/** Seconds that Timed Up and Go can take; outside it is a slip of the pen. */
export const TUG_RANGE = { least: 1, most: 300 } as const

/** Classes of medicines that raise the risk of falls (AGS Beers 2023). */
const FALL_CLASSES = [
  ['benzodiazepines', medicationClass('benzodiazepine')],
  ['Z-drugs', medicationClass('zDrug')],
  ['opioids', medicationClass('opioid')],
  ['antipsychotics', medicationClass('antipsychotic')],
  ['SSRIs and SNRIs', medicationClass('ssriSnri')],
  ['tricyclics', medicationClass('tcaAnticholinergic')],
  ['gabapentinoids', medicationClass('gabapentinoid')],
  ['muscle relaxants', medicationClass('muscleRelaxant')],
  ['sedating antihistamines', medicationClass('firstGenAntihistamine')],
] as const

export const fallRiskPrefetch = {
  patient: templates.patient,
  conditions: templates.conditions,
  medications: templates.medications,
  gait: optional(templates.gait),
  fallTests: optional(templates.fallTests),
} as const

type Data = FetchedAll<typeof fallRiskPrefetch>

/**
 * Reads what a chart can tell: falls, the three questions where someone answered yes, Timed Up and Go,
 * medicines, and what a phone says. What nobody asked remains open: a list without a fall is no proof
 * that nobody fell, and only a fall with a date is one of the past year.
 */
export function readFallRisk(
  { patient, conditions, medications, gait, fallTests }: Data,
  { now }: ReadEnv,
) {
  const real = conditions.filter((each) => counts(each, now) && isEverFall(each))
  const { fellPastYear, ...said } = fallAnswers(fallTests ?? [], now)
  const date = fallOfYear(conditions, now) ?? fellPastYear
  // Undated and active, or written down within the year: asks when it was.
  const isOpen = real.some((each) => {
    const day = clinicalDate(each)
    if (day === undefined) return isActive(each)
    // A year or a month counts to its end here: it may be within the past year.
    return isWithinYear(each, now) || now.getTime() - (lastInstantOf(day) ?? 0) <= YEAR * DAY_MS
  })
  const phone = phoneInput(gait ?? [], now)
  const walked = walkInput(fallTests, now)
  return {
    age: ageInput(patient, now),
    ...(date === undefined ? {} : { fellPastYear: { value: true, date } }),
    ...(date === undefined && isOpen ? { undatedFall: { value: true } } : {}),
    ...Object.fromEntries(
      Object.entries(said).map(([question, day]) => [question, { value: true, date: day }]),
    ),
    ...(walked === undefined ? {} : { timedUpAndGoS: walked }),
    ...(phone === undefined ? {} : { phoneSteadiness: phone }),
    riskMedicines: { value: fallClasses(medications).length },
  }
}

/** A time that cannot be is left out with its reason: it must not cost a fall that is on file. */
function walkInput(observations: readonly unknown[] | undefined, now: Date): ReadInput<number> {
  const walked = reading(latest(observations, timedUpAndGo, 's', { now, withinDays: YEAR }))
  if (walked === undefined || 'unusable' in walked) return walked
  const { least, most } = TUG_RANGE
  if (walked.value >= least && walked.value <= most) return walked
  const text = `Timed Up and Go is outside the valid range: ${least} to ${most} s`
  return { unusable: { code: 'timedUpAndGoS-out-of-range', text } }
}

function isFall(condition: unknown): boolean {
  return falls(record(condition)) || hasCode(condition, FALL)
}

function isEverFall(condition: unknown): boolean {
  return isFall(condition) || everFell(record(condition)) || hasCode(condition, AFTER)
}

/** The day of the newest fall of the past year among the problems. */
export function fallOfYear(conditions: readonly unknown[], now: Date): string | undefined {
  return clinicalDate(
    newestOf(
      conditions.filter((each) => counts(each, now) && isFall(each) && isWithinYear(each, now)),
    ),
  )
}

function isWithinYear(condition: unknown, now: Date): boolean {
  const age = daysBefore(clinicalDate(condition) ?? '', now)
  return age !== undefined && age <= YEAR
}

/** The names of the classes among current medicines. */
export function fallClasses(medications: readonly unknown[]): readonly string[] {
  const current = currentMedicines(medications)
  return FALL_CLASSES.filter(([, set]) =>
    current.some(({ medication }) => contains(medication, set) === true),
  ).map(([name]) => name)
}

function phoneInput(
  observations: readonly unknown[],
  now: Date,
): ReadInput<'ok' | 'low' | 'very-low'> {
  const recent = observations.filter((each) => {
    const age = daysBefore(clinicalDate(each) ?? '', now)
    return counts(each, now) && age !== undefined && age <= PHONE_DAYS
  })
  const newest = newestOf(
    recent.filter((each) => steadiness(record(each)) || dropped(record(each))),
  )
  if (newest === undefined) return undefined
  const date = clinicalDate(newest)
  const value = classOf(newest) ?? (dropped(record(newest)) ? 'low' : undefined)
  const reason = { code: 'no-class', text: 'the phone gave a percentage without a class' }
  return value === undefined
    ? { unusable: reason }
    : { value, ...(date === undefined ? {} : { date }) }
}

/** The class in the phone's own words; where a percentage changes class is Apple's secret. */
function classOf(observation: unknown): 'ok' | 'low' | 'very-low' | undefined {
  const it = record(observation)
  const concept = record(it?.valueCodeableConcept)
  const words = (text(concept?.text) ?? text(it?.valueString) ?? '').trim().toLowerCase()
  if (/^very ?-?low$/.test(words)) return 'very-low'
  return words === 'low' || words === 'ok' ? words : undefined
}
