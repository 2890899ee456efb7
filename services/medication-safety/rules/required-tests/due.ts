import { clinicalDate, counts, daysBefore } from '#cds'
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
    const dates = results
      .filter((each) => counts(each, now) && test.results(each))
      .map((each) => clinicalDate(each) ?? '')
      .toSorted()
    const last = dates.at(-1)
    // Once in a lifetime needs no date, any other test does.
    const isDone =
      last !== undefined &&
      (row.withinDays === undefined ||
        (daysBefore(last, now) ?? row.withinDays + 1) <= row.withinDays)
    const words =
      last === undefined ? 'none on file' : `last ${last.slice(0, 10) || 'without a date'}`
    return isDone ? [] : [{ test, last: words }]
  })
}
