import {
  contains,
  daysBefore,
  ingredients,
  isFuture,
  type MedicationView,
  medicationClass,
  medicationView,
  oncInteractions,
  rxnorm,
} from '#cds'
import type { Medicine } from './pairs.ts'

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
  readonly acting: readonly Medicine[]
  /** Those that may still act: they have ended, but nothing says when. */
  readonly uncertain: readonly Medicine[]
}

/**
 * Sorts ended orders of MAO inhibitors and fluoxetine by whether their wash-out is over. The end is
 * the last day that the order says it ran to; the day of writing is none, it only bounds the end from
 * below. Orders without a known end that were written within a year are `uncertain`.
 */
export function washout(ended: readonly object[], now: Date): Washout {
  const acting: Medicine[] = []
  const uncertain: Medicine[] = []
  for (const resource of ended) {
    const medication = medicationView(resource)
    const days = washoutDays(medication)
    if (days === undefined) continue
    const end = endOf(resource, now)
    const written = dayOf((resource as Dated).authoredOn, now)
    const [known, words] = end === undefined ? [written, 'written'] : [end, 'ended']
    if (known !== undefined && known.ago <= days) {
      const since = end === undefined ? ' and since ended' : ''
      const where = `${words} ${known.day}${since}, within the wash-out of ${days} days`
      const hasUnprovenWashout = contains(medication, reversible) === true
      acting.push({ medication, where, hasUnprovenWashout })
    } else if (end === undefined && (written === undefined || written.ago <= LOOK_BACK_DAYS))
      uncertain.push({ medication, where: 'ended on a date unknown' })
  }
  return { acting, uncertain }
}

/** Whether a medicine makes a pair of the list with one that has a wash-out. */
export function dependsOnWashout({ ingredients: ordered }: MedicationView): boolean {
  return oncInteractions(ordered, WASHED_OUT).length > 0
}

function washoutDays(medication: MedicationView): number | undefined {
  // A medicine nobody can identify is not told apart here: only its ingredients would say.
  if (contains(medication, maoi) || contains(medication, reversible)) return MAOI_DAYS
  return contains(medication, rxnorm.fluoxetine) ? FLUOXETINE_DAYS : undefined
}

interface Dated {
  readonly authoredOn?: unknown
  readonly dispenseRequest?: { readonly validityPeriod?: { readonly end?: unknown } }
  readonly dosageInstruction?: readonly {
    readonly timing?: { readonly repeat?: { readonly boundsPeriod?: { readonly end?: unknown } } }
  }[]
}

interface Day {
  readonly day: string
  readonly ago: number
}

/** The end as the order states it: of the last step of its dosage, else of its validity. */
function endOf(resource: object, now: Date): Day | undefined {
  // Fields of a MedicationRequest; whatever else stands there is no date and falls out below.
  const { dispenseRequest, dosageInstruction } = resource as Dated
  const steps = (Array.isArray(dosageInstruction) ? dosageInstruction : []).flatMap(
    (step: NonNullable<Dated['dosageInstruction']>[number] | null) =>
      dayOf(step?.timing?.repeat?.boundsPeriod?.end, now) ?? [],
  )
  const [last] = steps.toSorted((a, b) => a.ago - b.ago)
  return last ?? dayOf(dispenseRequest?.validityPeriod?.end, now)
}

/** A date known to the day and not in the future: a planned end says nothing about an early stop. */
function dayOf(date: unknown, now: Date): Day | undefined {
  if (typeof date !== 'string' || date.length < 10 || isFuture(date, now)) return undefined
  const ago = daysBefore(date, now)
  return ago === undefined ? undefined : { day: date.slice(0, 10), ago }
}
