import {
  contains,
  endOf,
  ingredients,
  type MedicationView,
  medicationClass,
  medicationView,
  oncInteractions,
  pastDay,
  rxnorm,
} from '#cds'
import type { Acting } from './pairs.ts'

// Labels: 14 days after an MAO inhibitor, five weeks after fluoxetine. For the reversible ones below no
// source of the rule has a figure; they are taken like the others, and the card says so.
const MAOI_DAYS = 14
const FLUOXETINE_DAYS = 35
// A medicine that was ordered longer ago than this and has ended is taken to be washed out.
const LOOK_BACK_DAYS = 365

const maoi = medicationClass('maoi')
// Linezolid and methylene blue inhibit MAO too (FDA safety communications of 2011).
const reversible = ingredients(['190376', '6878'])

const WASHED_OUT = [...maoi.keys, ...reversible.keys, ...rxnorm.fluoxetine.keys].map((key) =>
  key.slice(key.indexOf('|') + 1),
)

/** Ended medicines that have a wash-out, by what is known about their end. */
export interface Washout {
  /** Those that still act. */
  readonly acting: readonly Acting[]
  /** Those that may still act: they have ended, but nothing says when. */
  readonly uncertain: readonly Acting[]
}

/**
 * Sorts ended orders of MAO inhibitors and fluoxetine by whether their wash-out is over. The end is
 * the last day that the order says it ran to; the day of writing is none, it only bounds the end from
 * below. Orders without a known end that were written within a year are `uncertain`.
 */
export function washout(ended: readonly object[], now: Date): Washout {
  const acting: Acting[] = []
  const uncertain: Acting[] = []
  for (const resource of ended) {
    const medication = medicationView(resource)
    const days = washoutDays(medication)
    if (days === undefined) continue
    const end = endOf(resource, now)
    const written = pastDay((resource as { readonly authoredOn?: unknown }).authoredOn, now)
    const [known, words] = end === undefined ? [written, 'written'] : [end, 'ended']
    if (known !== undefined && known.ago <= days) {
      const since = end === undefined ? ' and since ended' : ''
      const where = `${words} ${known.day}${since}, within the wash-out of ${days} days`
      const hasUnprovenWashout = contains(medication, reversible) === true
      acting.push({ medication, resource, where, hasUnprovenWashout })
    } else if (end === undefined && (written === undefined || written.ago <= LOOK_BACK_DAYS))
      uncertain.push({ medication, resource, where: 'ended on a date unknown' })
  }
  return { acting, uncertain }
}

/** Whether a medicine makes a pair of the list with one that has a wash-out. */
export function dependsOnWashout({ ingredients: ordered }: MedicationView): boolean {
  return oncInteractions(ordered, WASHED_OUT).length > 0
}

/** Whether a medicine acts on after its end. */
export function hasWashout(medication: MedicationView): boolean {
  return washoutDays(medication) !== undefined
}

function washoutDays(medication: MedicationView): number | undefined {
  // A medicine nobody can identify is not told apart here: only its ingredients would say.
  if (contains(medication, maoi) || contains(medication, reversible)) return MAOI_DAYS
  return contains(medication, rxnorm.fluoxetine) ? FLUOXETINE_DAYS : undefined
}
