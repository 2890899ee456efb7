import type { CodeSet } from '../codes/code-set.ts'
import { record, text } from '../codes/record.ts'
import { clinicalDate, daysBefore, instantOf } from './dates.ts'
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
 * @example latest(hba1c, codeGroup('hba1c'), '%', { now, withinDays: 365 })
 */
export function latest(
  observations: readonly unknown[] | undefined,
  set: CodeSet | undefined,
  unit: string,
  options: LatestOptions,
): Measurement | undefined {
  const found = (observations ?? [])
    .filter((each) => counts(each, options.now))
    .flatMap((each) => matching(each, set) ?? [])
    .map((each) => ({ each, at: instantOf(clinicalDate(each) ?? ''), issued: issuedAt(each) }))
  const dated = found.filter((entry) => entry.at !== undefined)
  const [newest] = dated.toSorted(
    (a, b) =>
      (b.at ?? 0) - (a.at ?? 0) ||
      b.issued - a.issued ||
      (stable(a.each) < stable(b.each) ? -1 : 1),
  )
  if (newest === undefined) return found.length === 0 ? undefined : UNDATED
  const read = measurement(newest.each, unit)
  const { withinDays } = options
  const age = daysBefore(read.date ?? '', options.now)
  if (read.usable && withinDays !== undefined && (age ?? Infinity) > withinDays)
    return {
      usable: false,
      reason: { code: 'stale', text: `the newest result is older than ${withinDays} days` },
      ...(read.date === undefined ? {} : { date: read.date }),
    }
  return read
}

const UNDATED: Measurement = {
  usable: false,
  reason: { code: 'undated', text: 'the result has no date' },
}

function matching(observation: unknown, set: CodeSet | undefined): unknown {
  if (set === undefined || set(record(observation))) return observation
  return component(observation, set)
}

function issuedAt(observation: unknown): number {
  return instantOf(text(record(observation)?.issued) ?? '') ?? 0
}

/** An order that does not hang on the order of the input. */
function stable(observation: unknown): string {
  return JSON.stringify(record(observation)?.valueQuantity ?? '') + String(record(observation)?.id)
}
