interface Coding {
  readonly code?: string | undefined
}
interface EncounterLike {
  readonly class?: Coding | string | undefined
  readonly period?: { readonly start?: string | undefined } | undefined
  readonly priority?: { readonly coding?: readonly Coding[] | undefined } | undefined
  readonly hospitalization?:
    | { readonly admitSource?: { readonly coding?: readonly Coding[] | undefined } | undefined }
    | undefined
}

/** The class of an encounter by its v3 ActCode, also in the older spellings. */
export function classOf(encounter: EncounterLike): string | undefined {
  const code = typeof encounter.class === 'string' ? encounter.class : encounter.class?.code
  const older: Readonly<Record<string, string>> = {
    emergency: 'EMER',
    inpatient: 'IMP',
    outpatient: 'AMB',
    ambulatory: 'AMB',
  }
  return code === undefined ? undefined : (older[code.toLowerCase()] ?? code)
}

export function startOf(encounter: EncounterLike): string | undefined {
  return encounter.period?.start
}

// v3 ActPriority: emergency, urgent, stat. FHIR admit-source: from the emergency department.
const URGENT = new Set(['EM', 'UR', 'S'])

/** Whether the admission was emergent, by its class, priority or source. */
export function isAcute(encounter: EncounterLike): boolean {
  return (
    classOf(encounter) === 'EMER' ||
    classOf(encounter) === 'ACUTE' ||
    encounter.priority?.coding?.some(({ code }) => URGENT.has(code ?? '')) === true ||
    encounter.hospitalization?.admitSource?.coding?.some(({ code }) => code === 'emd') === true
  )
}
