import { codeGroup } from '../codes/groups.ts'
import { list, record, text } from '../codes/record.ts'
import { type FetchedAll, optional } from '../fetched.ts'
import { latest } from '../readers/latest.ts'
import type { ReadEnv, ReadInput } from '../score.ts'
import { readEgfr } from './egfr-reading.ts'
import { hasKidneyReplacement } from './kidney-replacement.ts'
import { ageInput, reading, sexInput } from './readings.ts'
import { templates } from './templates.ts'

const YEAR = 365
const uacrCodes = codeGroup('uacr')

/** What the kidney failure risk equation reads. */
export const kfrePrefetch = {
  patient: templates.patient,
  conditions: templates.conditions,
  creatinine: templates.creatinine,
  egfr: optional(templates.egfr),
  uacr: templates.uacr,
} as const

/** Reads the equation's inputs. Which region's figures hold is told by the country on file. */
export function readKfre(data: FetchedAll<typeof kfrePrefetch>, { now }: ReadEnv) {
  const { patient } = data
  return {
    age: ageInput(patient, now),
    sex: sexInput(patient),
    egfr: readEgfr(data, now),
    uacrMgG: reading(latest(data.uacr, uacrCodes, 'mg/g', { now, withinDays: YEAR })),
    northAmerica: northAmericaInput(patient),
    kidneyReplacement: { value: hasKidneyReplacement(data.conditions, now) },
  }
}

const NORTH_AMERICA = new Set(['us', 'usa', 'ca', 'can', 'united states', 'canada'])
const COUNTRY_CODE = /^[a-z]{2,3}$/

/** North America of the equation is the United States and Canada, where its cohorts lived. */
function northAmericaInput(patient: unknown): ReadInput<boolean> {
  const countries = list(record(patient)?.address)
    .map(record)
    .filter((address) => address?.use !== 'old')
    .flatMap((address) => text(address?.country)?.trim().toLowerCase() ?? [])
  const answers = new Set(countries.map(isNorthAmerica))
  const [answer] = answers
  if (answers.size === 0) return undefined
  if (answers.size === 1 && answer !== undefined) return { value: answer }
  return {
    unusable: { code: 'country-unclear', text: 'the country on file does not give the region' },
  }
}

/** `undefined` for a country in words that are not read here. */
function isNorthAmerica(country: string): boolean | undefined {
  if (NORTH_AMERICA.has(country)) return true
  return COUNTRY_CODE.test(country) ? false : undefined
}
