import { type CodeSet, codes } from '../codes/code-set.ts'
import { record, text } from '../codes/record.ts'
import { LOINC } from '../codes/systems.ts'
import { clinicalDate, daysBefore } from '../readers/dates.ts'
import { newestOf } from '../readers/latest.ts'
import { counts } from '../readers/status.ts'

const YEAR = 365

/**
 * The three questions of CDC STEADI by LOINC: falls in the past year, feel unsteady when standing or
 * walking, worried about falling. The first is in the eCQM value sets, the others in public guides.
 */
const QUESTIONS = {
  fellPastYear: codes(LOINC, ['52552-7']),
  unsteady: codes(LOINC, ['100257-5']),
  worried: codes(LOINC, ['97878-3']),
} as const

export type FallQuestion = keyof typeof QUESTIONS

const yes = codes(LOINC, ['LA33-6'])
const no = codes(LOINC, ['LA32-8'])

/** The questions that were answered with yes within a year, with the day; the newest answer decides. */
export function fallAnswers(
  observations: readonly unknown[],
  now: Date,
): Readonly<Partial<Record<FallQuestion, string>>> {
  return Object.fromEntries(
    Object.entries(QUESTIONS).flatMap(([question, set]) => {
      const day = dayOfYes(observations, set, now)
      return day === undefined ? [] : [[question, day]]
    }),
  )
}

function dayOfYes(observations: readonly unknown[], set: CodeSet, now: Date): string | undefined {
  const newest = newestOf(observations.filter((each) => counts(each, now) && set(record(each))))
  const date = clinicalDate(newest)
  const ago = daysBefore(date ?? '', now)
  return ago !== undefined && ago <= YEAR && yesOrNo(newest) === 'yes' ? date : undefined
}

/** LOINC answers LA33-6 and LA32-8, a boolean, or words that begin with yes or no. */
export function yesOrNo(observation: unknown): 'yes' | 'no' | undefined {
  const { valueBoolean, valueCodeableConcept, valueString } = record(observation) ?? {}
  if (typeof valueBoolean === 'boolean') return valueBoolean ? 'yes' : 'no'
  const concept = record(valueCodeableConcept)
  if (yes({ code: concept })) return 'yes'
  if (no({ code: concept })) return 'no'
  const word = /^ *(yes|no)\b/i.exec(text(concept?.text) ?? text(valueString) ?? '')
  return word?.[1]?.toLowerCase() as 'yes' | 'no' | undefined
}
