import { dosages } from '#cds'

interface Step {
  readonly timing?: { readonly repeat?: { readonly dayOfWeek?: unknown; readonly count?: unknown } }
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
  const { dayOfWeek, count } = step?.timing?.repeat ?? {}
  if (Array.isArray(dayOfWeek) && dayOfWeek.length > 0) return dayOfWeek.length * (perDay ?? 1)
  if (perDay === undefined) return undefined
  // So many doses and no more.
  return typeof count === 'number' ? Math.min(count, perDay * WEEK) : perDay * WEEK
}

function wordsFor(perWeek: number): string {
  const perDay = perWeek / WEEK
  if (perDay === 1) return 'every day'
  return Number.isInteger(perDay) ? `${perDay} times a day` : `${Math.round(perWeek)} times a week`
}
