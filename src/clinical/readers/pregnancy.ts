import { anyOf, type CodeSet, codes, codingsOf } from '../codes/code-set.ts'
import { codeGroup, flaggedCodes } from '../codes/groups.ts'
import { record, text } from '../codes/record.ts'
import { ICD10CM, LOINC, SNOMED } from '../codes/systems.ts'
import { clinicalDate, daysBefore, instantOf } from './dates.ts'
import { counts, isActive } from './status.ts'

/** What a chart says of pregnancy. */
export type Pregnancy =
  | {
      readonly state: 'pregnant'
      /** What says so, for people. */
      readonly evidence: string
      /** Completed weeks, where an estimated day of delivery is on file. */
      readonly week?: number
    }
  /** Nothing on file says that the patient is pregnant now; that is no proof. */
  | { readonly state: 'not-recorded' }

const DAY_MS = 86_400_000
const WEEK = 7
const TERM = 40 * WEEK
/** Two weeks beyond term; an entry that is older speaks of another time. */
const LONGEST = TERM + 2 * WEEK

const pregnancy = codeGroup('pregnancy')
// Outcome of delivery and postpartum care (ICD-10-CM Z37, Z39), beside the codes of the puerperium.
const over = anyOf(
  flaggedCodes('pregnancy', 'postpartum'),
  codes(
    ICD10CM,
    'Z37.0 Z37.1 Z37.2 Z37.3 Z37.4 Z37.50 Z37.51 Z37.52 Z37.53 Z37.54 Z37.59 Z37.60 Z37.61 Z37.62 Z37.63 Z37.64 Z37.69 Z37.7 Z37.9 Z39.0 Z39.1 Z39.2'.split(
      ' ',
    ),
  ),
)
const statusCode = codeGroup('pregnancy-status')
const testCode = codeGroup('pregnancy-test')
// Estimated day of delivery: HL7 International Patient Summary, its three methods.
const deliveryCode = codes(LOINC, ['11778-8', '11779-6', '11780-4'])
const PREGNANT = codes(SNOMED, ['77386006'])
const NOT_PREGNANT = codes(SNOMED, ['60001007'])
// Positive, detected; LOINC's own answer "Positive". A test counts only with a coded answer.
const POSITIVE = new Set(['10828004', '260373001', 'LA6576-8'])

interface Sign {
  readonly words: string
  readonly week?: number
  /** Days ago; 0 for what stands now without a date. */
  readonly ago: number
}

/**
 * Reads pregnancy from problems and observations: an active problem, an estimated day of delivery, a
 * status, or a positive test within 40 weeks; a delivery or "not pregnant" later than that ends it.
 */
export function pregnancyOf(
  conditions: readonly unknown[],
  observations: readonly unknown[],
  now: Date,
): Pregnancy {
  const final = observations.filter((each) => counts(each, now))
  const signs = [
    ...conditions.flatMap((each) => signOf(each, now)),
    ...final.flatMap((each) => seenIn(each, now)),
  ]
  const [newest] = signs.toSorted(
    (a, b) => a.ago - b.ago || Number(b.week ?? -1) - Number(a.week ?? -1),
  )
  if (newest === undefined) return { state: 'not-recorded' }
  const ends = [
    ...conditions.filter((each) => counts(each, now) && over(record(each))),
    ...final.filter(saysNot),
  ]
  const isOver = ends.some((each) => (agoOf(each, now) ?? Number.POSITIVE_INFINITY) < newest.ago)
  if (isOver) return { state: 'not-recorded' }
  const week = signs.find((sign) => sign.week !== undefined)?.week
  return { state: 'pregnant', evidence: newest.words, ...(week === undefined ? {} : { week }) }
}

function signOf(condition: unknown, now: Date): readonly Sign[] {
  if (!isActive(condition) || !counts(condition, now) || !pregnancy(record(condition))) return []
  const ago = agoOf(condition, now)
  return ago !== undefined && ago > LONGEST
    ? []
    : [{ words: 'pregnancy is on the problem list', ago: ago ?? 0 }]
}

function seenIn(observation: unknown, now: Date): readonly Sign[] {
  const it = record(observation)
  const ago = agoOf(observation, now)
  if (ago === undefined || ago > TERM) return []
  const day = (clinicalDate(observation) ?? '').slice(0, 10)
  if (deliveryCode(it)) return dueSign(it, ago, now)
  if (statusCode(it) && answers(it, PREGNANT)) return [{ words: `“pregnant” recorded ${day}`, ago }]
  if (testCode(it) && isPositive(it)) return [{ words: `positive pregnancy test ${day}`, ago }]
  return []
}

function dueSign(it: ReturnType<typeof record>, ago: number, now: Date): readonly Sign[] {
  const due = text(it?.valueDateTime)?.slice(0, 10)
  const at = due === undefined ? undefined : instantOf(due)
  if (due === undefined || at === undefined) return []
  // Whole days, so that the hour of the call changes nothing.
  const left = Math.floor(at / DAY_MS) - Math.floor(now.getTime() / DAY_MS)
  const days = TERM - left
  if (days < 0 || days > LONGEST) return []
  return [{ words: `delivery expected ${due}`, week: Math.floor(days / WEEK), ago }]
}

function saysNot(observation: unknown): boolean {
  const it = record(observation)
  return statusCode(it) && answers(it, NOT_PREGNANT)
}

function answers(it: ReturnType<typeof record>, set: CodeSet): boolean {
  return set({ code: it?.valueCodeableConcept })
}

function isPositive(it: ReturnType<typeof record>): boolean {
  return codingsOf({ code: it?.valueCodeableConcept }).some(({ code }) => POSITIVE.has(code))
}

function agoOf(resource: unknown, now: Date): number | undefined {
  const date = clinicalDate(resource)
  return date === undefined ? undefined : daysBefore(date, now)
}
