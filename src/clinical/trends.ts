import { type JsonRecord, list, record, text } from './codes/record.ts'
import { clinicalInstant } from './readers/dates.ts'
import { measurement } from './readers/measurement.ts'
import { round } from './readers/round.ts'
import type { AnyScore, KnownInput, ReadInput, Reason } from './score.ts'
import { fieldsOf } from './score-fields.ts'

export interface TrendPoint {
  readonly date: string
  readonly value: number
}

/** How one numeric input of a score went over time, in the unit of the score. */
export interface Trend {
  readonly input: string
  readonly title: string
  readonly unit: string
  /** The laboratory's reference range for the newest result, where it states one that fits. */
  readonly low?: number
  readonly high?: number
  /** Oldest first. */
  readonly points: readonly TrendPoint[]
  /** Results that could not be used, each with its reason. */
  readonly left: readonly Reason[]
}

interface Reading extends TrendPoint {
  readonly at: number
  readonly observation: JsonRecord
}

interface Series {
  readonly readings: Reading[]
  readonly left: Reason[]
}

/**
 * The history of a score's numeric inputs. Each result is read alone, as of its own day, by the very
 * reader of the score: so the same codes, units and reasons hold as for the score itself, and no result
 * is too old. What the reader makes of other than a dated result (age, a diagnosis) has no history.
 *
 * @param data what the score reads, by key; lists of results as long as they can be had
 */
export function trendsOf(score: AnyScore, data: Readonly<Record<string, unknown>>): Trend[] {
  const fields = fieldsOf(score).filter(({ kind, unit }) => kind === 'number' && unit !== undefined)
  const series = new Map<string, Series>(
    fields.map(({ name }) => [name, { readings: [], left: [] }]),
  )
  const without = Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, isResults(value) ? [] : value]),
  )
  for (const [key, value] of Object.entries(data))
    if (isResults(value))
      for (const observation of value)
        add(
          series,
          observation,
          readAlone(score, { ...without, [key]: [observation] }, observation),
        )
  return fields.flatMap(({ name, title, unit = '' }): Trend[] => {
    const { readings = [], left = [] } = series.get(name) ?? {}
    if (readings.length === 0 && left.length === 0) return []
    const sorted = distinct(readings)
    const points = sorted.map(({ date, value }) => ({ date, value }))
    return [{ input: name, title, unit, ...rangeOf(sorted.at(-1), unit), points, left }]
  })
}

function isResults(value: unknown): value is readonly JsonRecord[] {
  return Array.isArray(value) && value.some((each) => record(each)?.resourceType === 'Observation')
}

function readAlone(
  score: AnyScore,
  data: Readonly<Record<string, unknown>>,
  observation: JsonRecord,
): Readonly<Record<string, ReadInput>> {
  // Of a result without a day the reader says so itself, at whatever time it is asked.
  const now = new Date(clinicalInstant(observation) ?? 0)
  // Cast: the keys and shapes are those of the score's own templates.
  return (score.read?.(data as never, { now }) ?? {}) as Record<string, ReadInput>
}

function add(
  series: ReadonlyMap<string, Series>,
  observation: JsonRecord,
  inputs: Readonly<Record<string, ReadInput>>,
): void {
  const at = clinicalInstant(observation) ?? 0
  for (const [name, input] of Object.entries(inputs)) {
    const into = series.get(name)
    if (into === undefined || input === undefined) continue
    if ('unusable' in input) {
      // About the patient, not about this result: it would stand here once per result.
      if (!OF_THE_PATIENT.has(input.unusable.code)) into.left.push(input.unusable)
    } else if (isPoint(input))
      into.readings.push({ date: input.date, value: round(input.value, DIGITS), at, observation })
  }
}

const OF_THE_PATIENT: ReadonlySet<string> = new Set(['age-unclear', 'sex-not-covered'])
const DIGITS = 4

function isPoint(input: KnownInput): input is KnownInput<number> & { readonly date: string } {
  return typeof input.value === 'number' && input.date !== undefined
}

/** In the order of time. One result that was found by two queries is one. */
function distinct(readings: readonly Reading[]): readonly Reading[] {
  const seen = new Map(
    readings.map((each) => [text(each.observation.id) ?? `${each.date} ${each.value}`, each]),
  )
  return [...seen.values()].toSorted((a, b) => a.at - b.at)
}

/**
 * The one reference range that a result states for healthy people, converted as the result itself.
 * Several (by age, by sex) are a choice that is not ours; a range for another quantity does not convert.
 */
function rangeOf(newest: Reading | undefined, unit: string): { low?: number; high?: number } {
  const ranges = list(newest?.observation.referenceRange).flatMap((each) => {
    const range = record(each)
    return range !== undefined && isNormal(range) ? [range] : []
  })
  const [range] = ranges
  if (range === undefined || ranges.length > 1) return {}
  const bounds: { low?: number; high?: number } = {}
  for (const name of ['low', 'high'] as const) {
    if (range[name] === undefined) continue
    const read = measurement({ ...newest?.observation, valueQuantity: range[name] }, unit)
    // Without one of its bounds it would be another range: "0.6 and more".
    if (!read.usable) return {}
    bounds[name] = round(read.value, DIGITS)
  }
  return bounds
}

function isNormal(range: JsonRecord): boolean {
  const type = record(range.type)
  return type === undefined || list(type.coding).some((each) => record(each)?.code === 'normal')
}
