import { codesIn, lastInstantOf } from '#cds'

/** An Encounter; the members are read with suspicion, so they are unknown. */
interface EncounterLike {
  readonly class?: unknown
  readonly period?: unknown
  readonly priority?: unknown
  readonly hospitalization?: unknown
}

const OLDER_CLASSES: ReadonlyMap<string, string> = new Map([
  ['emergency', 'EMER'],
  ['inpatient', 'IMP'],
  ['outpatient', 'AMB'],
  ['ambulatory', 'AMB'],
])

/** The class of an encounter by its v3 ActCode, also in the older spellings. */
export function classOf(encounter: EncounterLike): string | undefined {
  const stated = encounter.class
  const code = typeof stated === 'string' ? stated : member(stated, 'code')
  return typeof code === 'string' ? (OLDER_CLASSES.get(code.toLowerCase()) ?? code) : undefined
}

/** Whether an encounter is a stay in hospital that took place. */
export function isStay(encounter: EncounterLike & { readonly status?: unknown }): boolean {
  const code = classOf(encounter)
  return (
    (code === 'IMP' || code === 'ACUTE') &&
    encounter.status !== 'planned' &&
    encounter.status !== 'cancelled'
  )
}

export function startOf(encounter: EncounterLike): string | undefined {
  const start = member(encounter.period, 'start')
  return typeof start === 'string' ? start : undefined
}

// At home, on the phone, in the field, before an admission; an emergency visit of less than a day.
const NO_STAY: ReadonlySet<unknown> = new Set(['AMB', 'HH', 'VR', 'FLD', 'PRENC'])

/** Whether an encounter is no stay that a readmission could follow. */
export function isNoStay(encounter: EncounterLike, days: number): boolean {
  const code = classOf(encounter)
  return NO_STAY.has(code) || (code === 'EMER' && days < 1)
}

/** When a stay ended, where that is past; else now. A day without a time counts to its end. */
export function endOfStay(encounter: EncounterLike, now: Date): number {
  const end = member(encounter.period, 'end')
  const at = typeof end === 'string' && end.length >= 10 ? lastInstantOf(end) : undefined
  return at === undefined ? now.getTime() : Math.min(at, now.getTime())
}

// v3 ActPriority: emergency, urgent, stat. FHIR admit-source: from the emergency department.
const URGENT: ReadonlySet<string> = new Set(['EM', 'UR', 'S'])

/** Whether the admission was emergent, by its class, priority or source. */
export function isAcute(encounter: EncounterLike): boolean {
  return (
    classOf(encounter) === 'EMER' ||
    classOf(encounter) === 'ACUTE' ||
    codesIn(encounter.priority).some((code) => URGENT.has(code)) ||
    codesIn(member(encounter.hospitalization, 'admitSource')).includes('emd')
  )
}

// FHIR's discharge-disposition codes: died, to a hospice, to another hospital.
const NO_FOLLOW_UP = ['exp', 'hosp', 'other-hcf']

/** Whether the patient goes where no visit in a week is to be planned. */
export function needsNoFollowUp(encounter: EncounterLike): boolean {
  const codes = codesIn(member(encounter.hospitalization, 'dischargeDisposition'))
  return NO_FOLLOW_UP.some((each) => codes.includes(each))
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}
