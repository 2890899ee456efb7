import { contains, dosages, type MedicationView, medicationClass, replacedBy } from '#cds'

const anticoagulant = medicationClass('anticoagulant')

/** A medicine with its order, as both sides of a comparison have it. */
export interface Ordered {
  readonly resource: unknown
  readonly medication: MedicationView
}

interface Stated {
  readonly authoredOn?: unknown
  readonly requester?: { readonly reference?: unknown }
  readonly dispenseRequest?: { readonly validityPeriod?: { readonly end?: unknown } }
  readonly dosageInstruction?: unknown
}

/**
 * Whether two orders stand side by side on purpose: one is the other or replaces it, one starts when
 * the other has ended, they are by vein and by mouth, one is as needed and the other regular, or both
 * build one dose.
 */
export function areMeantTogether(order: Ordered, other: Ordered, now: Date): boolean {
  const [a, b] = [stated(order), stated(other)]
  return (
    replacedBy([order])(other) ||
    replacedBy([other])(order) ||
    isAfter(a, b, now) ||
    isAfter(b, a, now) ||
    isSwitchOfRoute(order.medication, other.medication) ||
    isAsNeeded(order.resource) !== isAsNeeded(other.resource) ||
    buildOneDose(order, other)
  )
}

/** A bridge to another anticoagulant has its end from the start. */
export function hasPlannedEnd({ resource }: Ordered): boolean {
  return endOf(resource as Stated) !== undefined
}

function stated({ resource }: Ordered): Stated {
  return typeof resource === 'object' && resource !== null ? resource : {}
}

/** The first starts when the second has ended; days are compared as FHIR writes them. */
function isAfter(a: Stated, b: Stated, now: Date): boolean {
  const end = endOf(b)
  const start = startOf(a) ?? now.toISOString().slice(0, 10)
  return end !== undefined && end.slice(0, 10) <= start.slice(0, 10)
}

function endOf(it: Stated): string | undefined {
  const ends = periodsOf(it).map(({ end }) => end)
  return dateOf(ends.toSorted().at(-1)) ?? dateOf(it.dispenseRequest?.validityPeriod?.end)
}

function startOf(it: Stated): string | undefined {
  return dateOf(
    periodsOf(it)
      .map(({ start }) => start)
      .toSorted()[0],
  )
}

interface Period {
  readonly start?: unknown
  readonly end?: unknown
}

function periodsOf({ dosageInstruction }: Stated): readonly Period[] {
  const steps: readonly { timing?: { repeat?: { boundsPeriod?: Period } } }[] = Array.isArray(
    dosageInstruction,
  )
    ? dosageInstruction
    : []
  return steps.flatMap((step) => step?.timing?.repeat?.boundsPeriod ?? [])
}

function dateOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length >= 10 ? value : undefined
}

/** Two anticoagulants act together whatever their routes; a bridge says its end. */
function isSwitchOfRoute(a: MedicationView, b: MedicationView): boolean {
  if ([a, b].every((each) => contains(each, anticoagulant) === true)) return false
  const routes = [a.route, b.route]
  return routes.includes('injection') && routes.includes('oral')
}

function isAsNeeded(resource: unknown): boolean {
  const steps = dosages(resource)
  return steps.length > 0 && steps.every(({ asNeeded }) => asNeeded)
}

/** Two strengths of one medicine, ordered on one day by one person. */
function buildOneDose(order: Ordered, other: Ordered): boolean {
  const [a, b] = [stated(order), stated(other)]
  const [first, second] = [order.medication.code, other.medication.code]
  if (first === undefined || second === undefined || first === second) return false
  const sameDrug = order.medication.name === other.medication.name
  const [dayA, dayB] = [dateOf(a.authoredOn), dateOf(b.authoredOn)]
  const sameDay = dayA !== undefined && dayA.slice(0, 10) === dayB?.slice(0, 10)
  return sameDrug && sameDay && a.requester?.reference === b.requester?.reference
}
