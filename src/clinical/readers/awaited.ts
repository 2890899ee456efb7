import { list, record, text } from '../codes/record.ts'
import { clinicalDate, daysBefore } from './dates.ts'

/** A quarter has at most so many days; no label or guideline says when a request is forgotten. */
const DAYS = 92

/**
 * Whether what a request asks for is still to come: the request is not done, and it is for a day within
 * a quarter of now, or was written within one where it names no day. An older one was forgotten, and
 * nobody closed it. One of which no day is known counts: nothing tells that it is old.
 *
 * @param withinDays for what takes longer than a test of blood
 */
export function isAwaited(request: unknown, now: Date, withinDays = DAYS): boolean {
  const it = record(request)
  if (it === undefined || it.status === 'completed') return false
  const timing = record(it.occurrenceTiming)
  const period = record(it.occurrencePeriod) ?? record(record(timing?.repeat)?.boundsPeriod)
  const named = [it.occurrenceDateTime, period?.start, period?.end, ...list(timing?.event)]
  const planned = named.flatMap((date) => daysBefore(text(date) ?? '', now) ?? [])
  const written = daysBefore(clinicalDate(it) ?? '', now)
  const ages = planned.length > 0 ? planned : written === undefined ? [] : [written]
  return ages.length === 0 || (Math.min(...ages) <= withinDays && Math.max(...ages) >= -withinDays)
}
