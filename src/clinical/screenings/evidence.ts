import { anyOf, type CodeSet } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { record } from '../codes/record.ts'
import { clinicalDate, lastInstantOf } from '../readers/dates.ts'
import { counts } from '../readers/status.ts'
import type { TestName } from './screening.ts'

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
  eye: codeGroup('retinal-exam'),
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
}

/** @param resources what may be evidence; only what is completed or final counts */
export function evidenceOf(resources: readonly unknown[], now: Date): Evidence {
  const done = resources.filter((each) => counts(each, now))
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
  }
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
