import { type JsonRecord, list, record } from '../codes/record.ts'
import { milligrams, strengthOf } from './daily-dose.ts'
import { dosages } from './dosage.ts'
import { saysNoMore } from './plain-words.ts'
import type { MedicationView } from './view.ts'

/** Directions that say one dose at regular times of each day, and nothing that is not understood. */
export interface PlainStep {
  /** Each dose of the ingredient, in mg. */
  readonly mg: number
  readonly timesPerDay: number
  /** What stands beside the dose, and holds for another one too. */
  readonly kept: JsonRecord
}

const KEPT = ['sequence', 'route', 'method']
const READ = ['text', 'timing', 'doseAndRate', 'asNeededBoolean']

/**
 * The directions of an order, where they are one plain step.
 *
 * @param directions what is to take the place of their text
 */
export function plainStep(
  order: JsonRecord,
  medication: MedicationView,
  ingredient: string,
  directions: string,
): PlainStep | undefined {
  const [step, ...others] = list(order.dosageInstruction).map(record)
  const [said] = dosages(order)
  if (step === undefined || said?.dose === undefined || others.length > 0) return undefined
  const mg = milligrams(said, strengthOf(medication, ingredient))
  const { dose, perDay: timesPerDay } = said
  if (mg === undefined || timesPerDay === undefined || !isPlain(step)) return undefined
  const numbers = [dose.value, mg, mg / dose.value, mg * timesPerDay, timesPerDay, 24 / timesPerDay]
  const expected = { numbers, words: `${medication.name} ${directions}` }
  const words = [
    step.text,
    record(record(step.timing)?.code)?.text,
    order.renderedDosageInstruction,
  ]
  return words.every((each) => each === undefined || saysNoMore(each, expected))
    ? { mg, timesPerDay, kept: pick(step, KEPT) }
    : undefined
}

function isPlain({ asNeededBoolean, timing, doseAndRate, ...rest }: JsonRecord): boolean {
  const { repeat, ...when } = record(timing) ?? {}
  const times = record(repeat)
  return (
    asNeededBoolean !== true &&
    has(rest, [...KEPT, ...READ]) &&
    has(when, ['code']) &&
    (times === undefined || isDaily(times)) &&
    list(doseAndRate).every((each) => has(record(each), ['type', 'doseQuantity']))
  )
}

/** So many times in days or hours; days of the week, moments and counts of doses say more than that. */
function isDaily(times: JsonRecord): boolean {
  const unit = times.periodUnit
  return has(times, ['frequency', 'period', 'periodUnit']) && (unit === 'd' || unit === 'h')
}

function has(it: JsonRecord | undefined, known: readonly string[]): boolean {
  return it !== undefined && Object.keys(it).every((key) => known.includes(key))
}

function pick(it: JsonRecord, keys: readonly string[]): JsonRecord {
  return Object.fromEntries(Object.entries(it).filter(([key]) => keys.includes(key)))
}
