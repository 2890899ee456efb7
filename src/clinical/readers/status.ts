import { type JsonRecord, list, record } from '../codes/record.ts'
import { clinicalDate, isFuture } from './dates.ts'

/** A status as a code: R4 CodeableConcept, or the plain text of older releases. */
function statusOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  for (const coding of list(record(value)?.coding)) {
    const code = record(coding)?.code
    if (typeof code === 'string') return code
  }
  return undefined
}

const FINAL = new Set(['final', 'amended', 'corrected'])
const UNTRUE = new Set(['refuted', 'entered-in-error'])
const NOT_DONE = new Set(['entered-in-error', 'cancelled', 'draft', 'not-done', 'not-taken'])
const MEDICINE = /^Medication(?:Request|Order|Statement|Dispense|Administration)$/

/**
 * Whether a resource counts at all, for any rule: not entered in error, not refuted, not preliminary,
 * not cancelled, not dated in the future. Resource types without such a status count.
 */
export function counts(resource: unknown, now: Date): boolean {
  const it = record(resource)
  if (it === undefined) return false
  const date = clinicalDate(it)
  if (date !== undefined && it.resourceType !== 'Appointment' && isFuture(date, now)) return false
  return countsByStatus(it)
}

function countsByStatus(it: JsonRecord): boolean {
  const type = String(it.resourceType)
  const status = statusOf(it.status)
  if (type === 'Observation' || type === 'DiagnosticReport') return FINAL.has(status ?? '')
  if (type === 'Condition' || type === 'AllergyIntolerance')
    return !UNTRUE.has(statusOf(it.verificationStatus) ?? '') && !UNTRUE.has(status ?? '')
  if (MEDICINE.test(type)) return !NOT_DONE.has(status ?? '') && it.wasNotTaken !== true
  return status !== 'entered-in-error' && status !== 'cancelled' && status !== 'not-done'
}

const ACTIVE_PROBLEM = new Set(['active', 'recurrence', 'relapse', 'confirmed', 'unconfirmed'])
const NOT_ORDERED = new Set(['proposal', 'plan'])

/**
 * Whether a condition or allergy is active (or says nothing to the contrary), or a medicine is being
 * taken by order. Hold, stop and completion end a medicine; a proposal is not yet one.
 */
export function isActive(resource: unknown): boolean {
  const it = record(resource)
  if (it === undefined) return false
  if (MEDICINE.test(String(it.resourceType)))
    return statusOf(it.status) === 'active' && !NOT_ORDERED.has(String(it.intent))
  const clinical = statusOf(it.clinicalStatus)
  if (clinical !== undefined) return ACTIVE_PROBLEM.has(clinical)
  if (it.resourceType === 'AllergyIntolerance') {
    const older = statusOf(it.status)
    return older === undefined || ACTIVE_PROBLEM.has(older)
  }
  return !Object.keys(it).some((member) => member.startsWith('abatement') && it[member] !== false)
}
