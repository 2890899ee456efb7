import { type JsonRecord, list, record } from '../codes/record.ts'
import { factsOf } from '../facts.ts'
import { isDatedAfter } from './dates.ts'

const MEDICINES: ReadonlySet<string> = new Set([
  'MedicationRequest',
  'MedicationOrder',
  'MedicationStatement',
  'MedicationDispense',
  'MedicationAdministration',
  'MedicationPrescription',
])

// What they plan lies in the future, and rightly so.
const PLANS: ReadonlySet<string> = new Set([
  'Appointment',
  'AppointmentResponse',
  'CarePlan',
  'CommunicationRequest',
  'DeviceRequest',
  'Goal',
  'ImmunizationRecommendation',
  'NutritionOrder',
  'ProcedureRequest',
  'ReferralRequest',
  'RequestGroup',
  'Schedule',
  'ServiceRequest',
  'Slot',
  'Task',
  'VisionPrescription',
])

const FINAL = new Set(['final', 'amended', 'corrected'])
const FINAL_REPORT = new Set([...FINAL, 'appended'])
const UNTRUE = new Set(['refuted', 'entered-in-error'])
const NO_MEDICINE = new Set(['entered-in-error', 'cancelled', 'draft', 'not-done', 'not-taken'])
const DONE = new Set(['completed', 'in-progress'])
const NOTHING = new Set([
  'entered-in-error',
  'cancelled',
  'draft',
  'not-done',
  'nullified',
  'preliminary',
  'proposed',
  'refuted',
  'registered',
  'rejected',
  'revoked',
  'unknown',
])

/**
 * Whether a resource counts at all, for any rule: not entered in error, not refuted, not preliminary,
 * not cancelled, not denied ("not taken", "do not perform"), not dated in the future. An observation
 * or procedure must say that it is final or done; resource types without such a status count.
 */
export function counts(resource: unknown, now: Date): boolean {
  if (typeof resource !== 'object' || resource === null) return false
  const facts = factsOf(resource)
  facts.counts ??= countsUndated(resource)
  return facts.counts && (isPlan(resource) || !isDatedAfter(resource, now))
}

function isPlan({ resourceType }: { readonly resourceType?: unknown }): boolean {
  return typeof resourceType === 'string' && PLANS.has(resourceType)
}

function countsUndated(resource: object): boolean {
  const it = record(resource)
  return it !== undefined && !isDenied(it) && countsByStatus(it)
}

/** Whether an observation is final, amended or corrected. */
export function isFinal(observation: JsonRecord): boolean {
  return among(FINAL, observation.status)
}

function countsByStatus(it: JsonRecord): boolean {
  const type = String(it.resourceType)
  if (type === 'Observation') return isFinal(it)
  if (type === 'DiagnosticReport') return among(FINAL_REPORT, it.status)
  if (type === 'Procedure') return among(DONE, it.status)
  if (type === 'Condition' || type === 'AllergyIntolerance') return !isUntrue(it)
  if (MEDICINES.has(type)) return !among(NO_MEDICINE, it.status)
  return !among(NOTHING, it.status)
}

function isUntrue(it: JsonRecord): boolean {
  return among(UNTRUE, it.verificationStatus) || among(UNTRUE, it.status)
}

// Most of a chart, and of types that no release lets deny anything.
const NEVER_DENIED: ReadonlySet<unknown> = new Set([
  'AllergyIntolerance',
  'Condition',
  'Encounter',
  'Observation',
  'Patient',
])

/** Members by which the releases of FHIR turn a statement into its opposite. */
function isDenied(it: JsonRecord): boolean {
  if (NEVER_DENIED.has(it.resourceType)) return false
  return (
    it.doNotPerform === true ||
    it.wasNotTaken === true ||
    it.wasNotGiven === true ||
    it.notGiven === true ||
    it.notPerformed === true ||
    it.notDone === true ||
    it.taken === 'n'
  )
}

// `confirmed` and `unconfirmed` are DSTU2's statuses of an allergy that is live.
const LIVE = new Set(['active', 'recurrence', 'relapse', 'confirmed', 'unconfirmed'])
const OVER = new Set(['inactive', 'remission', 'resolved', ...UNTRUE])
const TAKEN = new Set(['active'])
const BEING_GIVEN = new Set(['in-progress'])
const NOT_ORDERED = new Set(['proposal', 'plan', 'option'])

/**
 * Whether a condition or allergy is active (or says nothing to the contrary), or a medicine is being
 * taken by order. Hold, stop and completion end a medicine; a proposal is not yet one. What is
 * refuted, denied or entered in error is not active either; dates are not looked at here.
 */
export function isActive(resource: unknown): boolean {
  if (typeof resource !== 'object' || resource === null) return false
  const facts = factsOf(resource)
  facts.active ??= isActiveObject(resource)
  return facts.active
}

function isActiveObject(resource: object): boolean {
  const it = record(resource)
  if (it === undefined || isDenied(it)) return false
  const type = String(it.resourceType)
  if (MEDICINES.has(type))
    return (
      among(type === 'MedicationAdministration' ? BEING_GIVEN : TAKEN, it.status) &&
      !(typeof it.intent === 'string' && NOT_ORDERED.has(it.intent))
    )
  if (isUntrue(it)) return false
  // A status in words or codes that FHIR does not have tells nothing; the condition then stands.
  for (const status of [it.clinicalStatus, type === 'AllergyIntolerance' ? it.status : undefined]) {
    if (among(LIVE, status)) return true
    if (among(OVER, status)) return false
  }
  return !Object.keys(it).some((member) => member.startsWith('abatement') && it[member] !== false)
}

// What medicines of all releases are that are not being taken: planned, withheld or over.
const NOT_TAKEN = new Set([
  ...NO_MEDICINE,
  'completed',
  'declined',
  'ended',
  'in-progress',
  'intended',
  'on-hold',
  'preparation',
  'stopped',
])

/**
 * Whether a medicine may be being taken, but its status does not tell: there is none (DSTU2 allows
 * that), it cannot be read, FHIR does not have it, or it is `unknown`.
 */
export function hasUnknownStatus(resource: unknown): boolean {
  const it = record(resource)
  if (it === undefined || !MEDICINES.has(String(it.resourceType)) || isDenied(it)) return false
  if (typeof it.intent === 'string' && NOT_ORDERED.has(it.intent)) return false
  return !among(TAKEN, it.status) && !among(NOT_TAKEN, it.status)
}

/** Whether a status is one of these: R4's CodeableConcept, also its text; or older plain text. */
function among(statuses: ReadonlySet<string>, value: unknown): boolean {
  if (typeof value === 'string') return isOne(statuses, value)
  const concept = record(value)
  if (concept === undefined) return false
  for (const coding of list(concept.coding)) if (isOne(statuses, record(coding)?.code)) return true
  return isOne(statuses, concept.text)
}

function isOne(statuses: ReadonlySet<string>, code: unknown): boolean {
  // Nearly all are written as FHIR has them; only the others are worth a copy.
  return typeof code === 'string' && (statuses.has(code) || statuses.has(code.trim().toLowerCase()))
}
