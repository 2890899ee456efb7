import { clinicalDate, daysBefore, newestOf } from '#cds'
import { answersTo } from './answers.ts'
import type { LabTest, Row } from './tests.ts'

/** A test that is due, and when it was last done. */
export interface Due {
  readonly test: LabTest
  /** `last 2024-05-06`, or `none on file`. */
  readonly last: string
}

/** The tests of a row without a result that is young enough, and that nobody has ordered yet. */
export function dueOf(
  row: Row,
  results: readonly object[],
  ordered: readonly object[],
  now: Date,
): readonly Due[] {
  return row.tests.flatMap((test) => {
    if (ordered.some((each) => test.results(each))) return []
    const done = answersTo(test, results)
    const last = clinicalDate(newestOf(done))
    const age = last === undefined ? undefined : daysBefore(last, now)
    // Once in a lifetime needs no date, any other test does.
    const isDone =
      done.length > 0 &&
      (row.withinDays === undefined || (age !== undefined && age <= row.withinDays))
    const words =
      done.length === 0 ? 'none on file' : `last ${last?.slice(0, 10) ?? 'without a date'}`
    return isDone ? [] : [{ test, last: words }]
  })
}
