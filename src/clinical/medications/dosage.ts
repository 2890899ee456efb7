import { codingsOf } from '../codes/code-set.ts'
import { type JsonRecord, list, record, text } from '../codes/record.ts'
import { convert } from '../readers/units.ts'

/** What one step of the directions of a medicine says. `undefined` is not said, or not understood. */
export interface Dosage {
  readonly dose?: Dose
  /** At most so many doses a day. */
  readonly perDay?: number
  readonly asNeeded: boolean
  /** Steps of the same number are taken together, others one after another. */
  readonly sequence?: number
}

/** What is taken at once: so many units of the product, or a mass or volume of it. */
export interface Dose {
  readonly value: number
  readonly unit: 'each' | 'mg' | 'mL'
}

/**
 * The directions of an order of any FHIR release, each with the most that it allows. A quantity
 * without a unit is not understood: "10" may be ten tablets or ten milligrams.
 */
export function dosages(resource: unknown): readonly Dosage[] {
  const it = record(resource)
  return list(it?.dosageInstruction ?? it?.dosage).flatMap((each) => {
    const step = record(each)
    return step === undefined ? [] : [dosageOf(step)]
  })
}

function dosageOf(step: JsonRecord): Dosage {
  const stated = doseOf(step)
  const asNeeded = step.asNeededBoolean === true || step.asNeeded === true || hasReason(step)
  const most = mostPerDay(step)
  // A limit of a day that is given in the same unit as the dose bounds the number of doses.
  const dose = stated ?? most
  const bound = dose !== undefined && most?.unit === dose.unit ? most.value / dose.value : undefined
  const timed = timesPerDay(record(step.timing))
  const perDay = timed === undefined ? bound : Math.min(timed, bound ?? timed)
  const sequence = number(step.sequence)
  return {
    ...(dose === undefined ? {} : { dose }),
    ...(perDay === undefined ? {} : { perDay }),
    asNeeded,
    ...(sequence === undefined ? {} : { sequence }),
  }
}

function hasReason(step: JsonRecord): boolean {
  return record(step.asNeededCodeableConcept) !== undefined || list(step.asNeededFor).length > 0
}

function doseOf(step: JsonRecord): Dose | undefined {
  const [rate, ...others] = list(step.doseAndRate)
  if (others.length > 0) return undefined
  const { doseQuantity, doseRange } = record(rate) ?? step
  return quantityOf(doseQuantity ?? record(doseRange)?.high)
}

// FHIR's drug form codes and what else is in use for one unit of a product.
const EACH =
  /^\{?(?:1|each|tab|tabs|tablet|tablets|tbl|cap|caps|capsule|capsules|patch|patches)\}?$/
const EACH_PLURAL = /^(?:tablet|capsule|patch)\((?:s|es)\)$/

/** A quantity in units of a product, or in mg or mL; without a unit that is known, or with a limit, not understood. */
export function quantityOf(quantity: unknown): Dose | undefined {
  const it = record(quantity)
  const value = number(it?.value)
  if (value === undefined || value <= 0 || it?.comparator !== undefined) return undefined
  for (const stated of [it?.code, it?.unit]) {
    const unit = text(stated)?.trim()
    if (unit === undefined) continue
    const lower = unit.toLowerCase()
    if (EACH.test(lower) || EACH_PLURAL.test(lower)) return { value, unit: 'each' }
    for (const known of ['mg', 'mL'] as const) {
      const converted = convert(value, unit, known)
      if (converted !== undefined) return { value: converted, unit: known }
    }
  }
  return undefined
}

/** The most of a day, where the step limits it. Several limits (R5) are too many to tell. */
function mostPerDay({ maxDosePerPeriod }: JsonRecord): Dose | undefined {
  const limits = Array.isArray(maxDosePerPeriod) ? maxDosePerPeriod : [maxDosePerPeriod]
  const ratio = limits.length === 1 ? record(limits[0]) : undefined
  const most = quantityOf(ratio?.numerator)
  const period = record(ratio?.denominator)
  const unit = text(period?.code) ?? text(period?.unit)
  const days = unit === undefined ? undefined : daysIn(number(period?.value) ?? 1, unit)
  return most === undefined || days === undefined
    ? undefined
    : { ...most, value: most.value / days }
}

const DAYS_PER: ReadonlyMap<string, number> = new Map([
  ['min', 1 / 1440],
  ['h', 1 / 24],
  ['d', 1],
  ['wk', 7],
])

function daysIn(value: number, unit: string): number | undefined {
  const days = DAYS_PER.get(unit)
  return days === undefined || value <= 0 ? undefined : value * days
}

// HL7's abbreviations of a timing.
const PER_DAY: ReadonlyMap<string, number> = new Map([
  ['QD', 1],
  ['AM', 1],
  ['PM', 1],
  ['BED', 1],
  ['BID', 2],
  ['TID', 3],
  ['QID', 4],
  ['QOD', 1 / 2],
  ['Q1H', 24],
  ['Q2H', 12],
  ['Q3H', 8],
  ['Q4H', 6],
  ['Q6H', 4],
  ['Q8H', 3],
])

function timesPerDay(timing: JsonRecord | undefined): number | undefined {
  const repeat = record(timing?.repeat)
  const times = list(repeat?.timeOfDay).length
  if (times > 0) return times
  const unit = text(repeat?.periodUnit) ?? text(repeat?.periodUnits)
  const days = unit === undefined ? undefined : daysIn(number(repeat?.period) ?? 1, unit)
  if (days !== undefined)
    // `when` asks for the dose at each of its moments.
    return list(repeat?.when).length > 1
      ? undefined
      : (number(repeat?.frequencyMax) ?? number(repeat?.frequency) ?? 1) / days
  const codes = codingsOf({ coding: record(timing?.code)?.coding }).map(({ code }) => code)
  return codes.map((code) => PER_DAY.get(code.toUpperCase())).find((each) => each !== undefined)
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
