import type { GroupId } from '../codes/groups.ts'

/** What a recommendation says of a person; the words are those of a screening's result, not of a card. */
export type ScreeningStatus =
  /** Grade A or B for this person, and nothing on file inside the interval. */
  | 'due'
  | 'up-to-date'
  /** Outside the age, sex or risk group, or grade D. */
  | 'not-eligible'
  | 'excluded'
  /** Grade C by age. */
  | 'individualise'
  /** Grade C by risk. */
  | 'offer-selectively-C'
  /** To be discussed; not a test that is due. */
  | 'recommend-B'
  /** The evidence is insufficient for this group (grade I). */
  | 'insufficient-I'
  /** An input that decides is missing: ask, do not fire. */
  | 'unknown'

export type TestName =
  | 'colonoscopy'
  | 'ctColonography'
  | 'sigmoidoscopy'
  | 'fit'
  | 'stoolDna'
  | 'mammogram'
  | 'hpv'
  | 'cytology'
  | 'ldct'
  | 'aortaUltrasound'
  | 'hcv'
  | 'dxa'
  | 'hivTest'
  | 'phq'
  | 'smokingStatus'
  | 'bloodPressure'
  | 'bloodPressureYoung'
  | 'uacr'
  | 'eye'

/** Whom a screening is for. `undefined`: not known. */
export interface Screened {
  /** Whole years. */
  readonly age: number
  readonly sex?: 'female' | 'male' | undefined
  readonly everSmoked?: boolean | undefined
  readonly currentSmoker?: boolean | undefined
  readonly packYears?: number | undefined
  readonly yearsSinceQuit?: number | undefined
  readonly riskFactors?: number | undefined
  readonly hasDiabetes?: boolean | undefined
  /** Ten-year risk by the equation that the recommendation names, %. */
  readonly tenYearCvdPct?: number | undefined
}

/** One recommendation: whom it is for, what closes it and for how long, and what excludes. */
export interface Screening {
  readonly id:
    | 'crc'
    | 'breast'
    | 'cervical'
    | 'lung'
    | 'aaa'
    | 'hcv'
    | 'osteoporosis'
    | 'statin'
    | 'hiv'
    | 'depression'
    | 'tobacco'
    | 'hypertension'
    | 'diabetes-kidney'
    | 'diabetes-eye'
  readonly title: string
  /** Task force, date and grade. */
  readonly source: { readonly label: string; readonly url: string }
  /** Tests that close it for so many years; `Infinity`: for ever. */
  readonly tests: Readonly<Partial<Record<TestName, number>>>
  /** Known conditions or procedures that exclude, a history of them too. */
  readonly exclusions: readonly GroupId[]
  /** What the age, sex and risk say; `eligible` leaves it to the tests. */
  group(person: Screened): ScreeningStatus | 'eligible'
  /** Tests that count for this person, where not all do. */
  counted?(person: Screened): readonly TestName[]
}

/**
 * What a recommendation says of a person. Excluded goes before the age and sex group, that before the tests
 * (`care-gaps`: precedence).
 *
 * @param isCovered whether a test was done within so many years
 */
export function screeningStatus(
  screening: Screening,
  person: Screened,
  isExcluded: boolean,
  isCovered: (test: TestName, years: number) => boolean,
): ScreeningStatus {
  const group = screening.group(person)
  if (isExcluded && group !== 'not-eligible') return 'excluded'
  if (group !== 'eligible') return group
  const counted = screening.counted?.(person)
  const tests = Object.entries(screening.tests) as [TestName, number][]
  const isDone = tests.some(
    ([test, years]) => (counted?.includes(test) ?? true) && isCovered(test, years),
  )
  return isDone ? 'up-to-date' : 'due'
}
