import { dosages } from '#cds'

interface Repeat {
  readonly dayOfWeek?: unknown
  readonly count?: unknown
  readonly period?: unknown
  readonly periodUnit?: unknown
  readonly timeOfDay?: unknown
}

interface Step {
  readonly timing?: { readonly repeat?: Repeat }
}

/** A dose of a week may be divided into three, 12 hours apart. */
const PARTS = 3
const WEEK = 7

/** How often an order lets methotrexate be taken. */
export type Frequency = 'weekly' | 'unclear' | { readonly words: string }

/** Reads the directions of an order; the step that is taken most often counts. */
export function frequencyOf(resource: object): Frequency {
  const { dosageInstruction } = resource as { readonly dosageInstruction?: unknown }
  const steps = dosages(resource)
  const raw = Array.isArray(dosageInstruction) ? dosageInstruction : []
  if (steps.length === 0 || raw.length !== steps.length) return 'unclear'
  const perWeek = steps.map(({ perDay }, index) => dosesOfWeek(raw[index], perDay))
  const known = perWeek.filter((each) => each !== undefined)
  const most = Math.max(0, ...known)
  if (most > PARTS) return { words: wordsFor(most) }
  return known.length < perWeek.length ? 'unclear' : 'weekly'
}

function dosesOfWeek(step: Step | null, perDay: number | undefined): number | undefined {
  const repeat = step?.timing?.repeat ?? {}
  const { dayOfWeek, count } = repeat
  const days = Array.isArray(dayOfWeek) ? new Set(dayOfWeek).size : 0
  const doses =
    days > 0 ? dosesOnDays(days, repeat, perDay) : perDay === undefined ? undefined : perDay * WEEK
  // So many doses and no more.
  return typeof count === 'number' && doses !== undefined ? Math.min(count, doses) : doses
}

/**
 * Doses of a week on so many of its days. A frequency of a day holds on each of them; one of a longer
 * time is that of all together, but for at least one dose on each day that is named.
 */
function dosesOnDays(days: number, repeat: Repeat, perDay = 0): number {
  return isOfOneDay(repeat) ? days * Math.max(1, perDay) : Math.max(days, perDay * WEEK)
}

// The longest period of a unit that is no more than a day.
const WITHIN_DAY: ReadonlyMap<unknown, number> = new Map([
  ['s', 86_400],
  ['min', 1440],
  ['h', 24],
  ['d', 1],
])

function isOfOneDay({ period, periodUnit, timeOfDay }: Repeat): boolean {
  // Times of the day, or a code such as BID.
  if (timeOfDay !== undefined || periodUnit === undefined) return true
  return (typeof period === 'number' ? period : 1) <= (WITHIN_DAY.get(periodUnit) ?? 0)
}

function wordsFor(perWeek: number): string {
  const perDay = perWeek / WEEK
  if (perDay === 1) return 'every day'
  return Number.isInteger(perDay) ? `${perDay} times a day` : `${Math.round(perWeek)} times a week`
}
