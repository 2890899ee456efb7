import { clinicalDate, hasResult, referenceParts } from '#cds'
import type { LabTest } from './tests.ts'

interface Answer {
  readonly resourceType?: string
  readonly id?: unknown
  /** The parts of an observation. */
  readonly component?: unknown
  /** The observations of a report. */
  readonly result?: unknown
}

/**
 * What answers a test: its results, and reports of panels that hold it. A result that is recorded as
 * absent is none, and then the report that it belongs to answers nothing either.
 */
export function answersTo({ results }: LabTest, all: readonly object[]): readonly object[] {
  const found = all.filter(results)
  const lost = found.filter((each) => isLost(each, results))
  return found.filter(
    (each) => !lost.includes(each) && !lost.some((result) => isReportOf(each, result)),
  )
}

function isLost(answer: Answer, results: LabTest['results']): boolean {
  const own = listOf(answer.component).filter((part) => results(part))
  return !hasResult(answer) || (own.length > 0 && !own.some(hasResult))
}

/** By reference, or else by the day: reports seldom name all of their results alike. */
function isReportOf(report: Answer, result: Answer): boolean {
  if (report.resourceType !== 'DiagnosticReport') return false
  const names = listOf(report.result).map(
    ({ reference }: { readonly reference?: unknown }) => referenceParts(reference)?.id,
  )
  if (result.id !== undefined && names.includes(String(result.id))) return true
  return dayOf(report) !== undefined && dayOf(report) === dayOf(result)
}

function dayOf(resource: object): string | undefined {
  return clinicalDate(resource)?.slice(0, 10)
}

function listOf(value: unknown): readonly object[] {
  return Array.isArray(value)
    ? value.filter((each) => typeof each === 'object' && each !== null)
    : []
}
