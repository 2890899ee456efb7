import { anyOf, type CodeSet, codes } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { record } from '../codes/record.ts'
import { CPT, LOINC, SNOMED } from '../codes/systems.ts'
import { clinicalDate, instantOf, lastInstantOf } from '../readers/dates.ts'
import { hasResult } from '../readers/has-result.ts'
import { counts } from '../readers/status.ts'
import type { TestName } from './screening.ts'

// Eye visits, photographs and reports of the eyes as HEDIS counts them; the group has no CPT.
const eyeVisits = codes(
  CPT,
  '92002 92004 92012 92014 92018 92019 92227 92228 92229 92250 2022F 2023F 2024F 2025F 2026F 2033F'.split(
    ' ',
  ),
)

/** The codes by which a test is found, whether it stands as a procedure, a report or a result. */
const CODES: Readonly<Record<TestName, CodeSet>> = {
  colonoscopy: codeGroup('colonoscopy'),
  ctColonography: codeGroup('ct-colonography'),
  sigmoidoscopy: codeGroup('flexible-sigmoidoscopy'),
  fit: codeGroup('fobt-fit'),
  stoolDna: codeGroup('stool-dna-fit'),
  mammogram: codeGroup('mammography'),
  hpv: codeGroup('hpv-high-risk'),
  cytology: codeGroup('pap-cytology'),
  ldct: codeGroup('ldct-chest'),
  aortaUltrasound: codeGroup('aaa-ultrasound'),
  hcv: anyOf(codeGroup('hcv-antibody'), codeGroup('hcv-rna')),
  dxa: codeGroup('dxa'),
  hivTest: codeGroup('hiv-test'),
  phq: codeGroup('phq'),
  smokingStatus: codeGroup('smoking-status'),
  bloodPressure: anyOf(codeGroup('blood-pressure-panel'), codeGroup('bp-systolic')),
  bloodPressureYoung: anyOf(codeGroup('blood-pressure-panel'), codeGroup('bp-systolic')),
  uacr: codeGroup('uacr'),
  eye: anyOf(codeGroup('retinal-exam'), eyeVisits),
}

/** Which tests are on file, and when they were done. */
export interface Evidence {
  /**
   * Whether a test was done within so many calendar years: to the day, and a date of a year or a month
   * counts to its end.
   */
  isCovered(test: TestName, years: number): boolean
  /** Whether one is on file without a date: it closes nothing. */
  isUndated(test: TestName): boolean
  /** Whether one was done on a day or later. */
  isSince(test: TestName, day: string): boolean
}

/** @param resources what may be evidence; only what is completed or final counts */
export function evidenceOf(resources: readonly unknown[], now: Date): Evidence {
  const done = resources.filter((each) => counts(each, now) && !isWithoutAnswer(each))
  const dates = new Map<TestName, readonly (string | undefined)[]>()
  const datesOf = (test: TestName): readonly (string | undefined)[] => {
    const known = dates.get(test)
    if (known !== undefined) return known
    const set = CODES[test]
    const found = done.filter((each) => set(record(each))).map(clinicalDate)
    dates.set(test, found)
    return found
  }
  return {
    isCovered: (test, years) =>
      datesOf(test).some((date) => date !== undefined && isWithin(date, years, now)),
    isUndated: (test) => datesOf(test).includes(undefined),
    isSince: (test, day) =>
      datesOf(test).some(
        (date) => (lastInstantOf(date ?? '') ?? 0) >= (instantOf(day.slice(0, 10)) ?? 0),
      ),
  }
}

// "Unknown if ever smoked": nobody was asked.
const notAsked = anyOf(codes(SNOMED, ['266927001']), codes(LOINC, ['LA18980-5']))

/** Whether an observation says that there is no result: declined, lost, not asked. */
function isWithoutAnswer(resource: unknown): boolean {
  const it = record(resource)
  return !hasResult(it) || notAsked({ code: it?.valueCodeableConcept })
}

function isWithin(date: string, years: number, now: Date): boolean {
  const last = lastInstantOf(date)
  if (last === undefined) return false
  if (years === Number.POSITIVE_INFINITY) return true
  const until = new Date(last)
  // 29 February becomes 1 March where there is none.
  until.setUTCFullYear(until.getUTCFullYear() + years)
  return until.toISOString().slice(0, 10) >= now.toISOString().slice(0, 10)
}

/** Whether a test of this name is among orders. */
export function isOrdered(orders: readonly unknown[], test: TestName): boolean {
  return orders.some((order) => CODES[test](record(order)))
}
