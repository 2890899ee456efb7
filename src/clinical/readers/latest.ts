import type { CodeSet } from '../codes/code-set.ts'
import { record, text } from '../codes/record.ts'
import { clinicalInstant, daysBefore, instantOf } from './dates.ts'
import { component, type Measurement, measurement } from './measurement.ts'
import { counts } from './status.ts'

export interface LatestOptions {
  readonly now: Date
  /** Older results are stale. */
  readonly withinDays?: number
}

/**
 * The newest result that counts, in the unit asked for; also from inside a panel. `undefined` means
 * that none is on file. The newest decides: where it cannot be used, or is too old, the answer says
 * so, and no older value stands in for it.
 *
 * @param set the codes asked for; `undefined` where the query has chosen already
 * @example latest(hba1c, codeGroup('hba1c'), '%', { now, withinDays: 365 })
 */
export function latest(
  observations: readonly unknown[] | undefined,
  set: CodeSet | undefined,
  unit: string,
  { now, withinDays }: LatestOptions,
): Measurement | undefined {
  const found: unknown[] = []
  for (const each of observations ?? []) {
    if (!counts(each, now)) continue
    const result = matching(each, set)
    if (result !== undefined) found.push(result)
  }
  const newest = newestOf(found)
  if (newest === undefined)
    return found.length === 0
      ? undefined
      : unusable({ code: 'undated', text: 'the result has no date' })
  const read = measurement(newest, unit)
  if (!read.usable || withinDays === undefined) return read
  const age = daysBefore(read.date ?? '', now)
  if (age !== undefined && age <= withinDays) return read
  const text = `the newest result is older than ${withinDays} days`
  return unusable({ code: 'stale', text }, read.date)
}

/**
 * The newest of several resources that carry a date: by clinical date, then by `issued`, and where
 * these agree by an order that does not hang on the order of the input.
 */
export function newestOf<T>(resources: readonly T[]): T | undefined {
  const [only] = resources
  if (resources.length < 2) return clinicalInstant(only) === undefined ? undefined : only
  const dated = resources.flatMap((each) => {
    const at = clinicalInstant(each)
    return at === undefined ? [] : [{ each, at, issued: issuedAt(each) }]
  })
  const [first, ...rest] = dated
  if (first === undefined) return undefined
  if (rest.length === 0) return first.each
  return rest.reduce((best, next) => {
    const older = next.at - best.at || next.issued - best.issued
    return older > 0 || (older === 0 && precedes(next.each, best.each)) ? next : best
  }, first).each
}

function matching(observation: unknown, set: CodeSet | undefined): unknown {
  if (set === undefined || set(record(observation))) return observation
  return component(observation, set)
}

function issuedAt(resource: unknown): number {
  return instantOf(text(record(resource)?.issued) ?? '') ?? 0
}

/** A total order over JSON: by id, then by all that the resource says. */
function precedes(a: unknown, b: unknown): boolean {
  const [idOfA, idOfB] = [text(record(a)?.id) ?? '', text(record(b)?.id) ?? '']
  return idOfA === idOfB ? JSON.stringify(a) < JSON.stringify(b) : idOfA < idOfB
}

function unusable(reason: { code: string; text: string }, date?: string): Measurement {
  return { usable: false, reason, ...(date === undefined ? {} : { date }) }
}
