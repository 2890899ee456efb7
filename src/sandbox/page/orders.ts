import type { Action, OrderOffer, Patient, Resource } from './wire.ts'

/** An order that is being written. Its resource has an id by which cards can name it. */
export interface Draft {
  readonly id: string
  readonly resource: Resource
}

/** Types that are orders, so that a suggestion to create one becomes a draft. */
export const ORDER_TYPES: ReadonlySet<string> = new Set([
  'MedicationRequest',
  'ServiceRequest',
  'DeviceRequest',
  'NutritionOrder',
  'VisionPrescription',
])

interface Concept {
  readonly text?: string
  readonly coding?: readonly { readonly display?: string; readonly code?: string }[]
}

function nameOf(concept: unknown): string | undefined {
  const { text, coding } = (concept ?? {}) as Concept
  return text ?? coding?.find(({ display }) => display !== undefined)?.display ?? coding?.[0]?.code
}

/** What an order is for, as people say it. */
export function titleOf({ resourceType, medicationCodeableConcept, code }: Resource): string {
  return nameOf(medicationCodeableConcept) ?? nameOf(code) ?? resourceType
}

/** The dose of an order in words; `undefined` where it has none. */
export function doseOf({ dosageInstruction }: Resource): string | undefined {
  const [first] = (dosageInstruction ?? []) as readonly { readonly text?: string }[]
  return first?.text
}

/** Whether an order can have a dose. */
export function isMedicine({ resourceType }: Resource): boolean {
  return resourceType === 'MedicationRequest'
}

/** A draft for this patient. A dose that was changed leaves its words only: a structured one would contradict them. */
export function draftOf(offer: Resource, patient: string, id: string, dose?: string): Draft {
  const changed = dose !== undefined && dose !== doseOf(offer)
  return {
    id,
    resource: {
      ...offer,
      id,
      status: 'draft',
      subject: { reference: `Patient/${patient}` },
      ...(changed ? { dosageInstruction: dose === '' ? [] : [{ text: dose }] } : {}),
    },
  }
}

/** What can be ordered by name: all that is offered for any patient, each name once, in order. */
export function catalogueOf(patients: readonly Patient[]): readonly OrderOffer[] {
  const byTitle = new Map<string, OrderOffer>()
  for (const { title, resource } of patients.flatMap(({ orders }) => orders)) {
    // What belongs to another patient's chart has no place in this one's.
    const { priorPrescription: _, encounter: __, reasonReference: ___, ...plain } = resource
    if (!byTitle.has(title))
      byTitle.set(title, { title, resource: plain as OrderOffer['resource'] })
  }
  return [...byTitle.values()].toSorted((a, b) => a.title.localeCompare(b.title))
}

/** Offers whose name holds every word of the query. */
export function matching(catalogue: readonly OrderOffer[], query: string): readonly OrderOffer[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return catalogue.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
}

/** A change on the FHIR server. What is put has its id from here, so that a repeat changes nothing. */
export type Write =
  | { readonly how: 'put'; readonly resource: Resource }
  | { readonly how: 'end'; readonly reference: string }

/** What becomes of drafts by the actions of a suggestion, and what is to be written besides. */
export function applied(
  drafts: readonly Draft[],
  actions: readonly Action[],
  newId: () => string,
): { readonly drafts: readonly Draft[]; readonly writes: readonly Write[] } {
  let now = drafts
  const writes: Write[] = []
  for (const action of actions) {
    if (action.type === 'delete') {
      const isIt = ({ resource }: Draft) =>
        `${resource.resourceType}/${resource.id}` === action.resourceId
      if (now.some(isIt)) now = now.filter((draft) => !isIt(draft))
      else writes.push({ how: 'end', reference: action.resourceId })
      continue
    }
    const resource = action.resource as Resource
    if (action.type === 'update') {
      const isIt = (draft: Draft) =>
        draft.id === resource.id && draft.resource.resourceType === resource.resourceType
      if (now.some(isIt)) now = now.map((draft) => (isIt(draft) ? { ...draft, resource } : draft))
      else writes.push({ how: 'put', resource })
      continue
    }
    // What is created takes an id of its own: one that came along could be that of a record.
    const id = newId()
    const created = { ...resource, id }
    if (ORDER_TYPES.has(resource.resourceType)) now = [...now, { id, resource: created }]
    else writes.push({ how: 'put', resource: created })
  }
  return { drafts: now, writes }
}

/** A signed order, as it goes to the FHIR server: under the id of its draft, so that a repeat replaces it. */
export function signed({ resource }: Draft, now: string): Resource {
  return { ...resource, status: 'active', authoredOn: now }
}

/** Of these the status is from http://hl7.org/fhir/R4/valueset-request-status.html. */
const REVOKED = new Set(['ServiceRequest', 'DeviceRequest', 'NutritionOrder', 'CarePlan'])

/** The status by which a resource is over, where deleting would lose that it ever was. */
export function ended(resource: Resource): Resource {
  const status = REVOKED.has(resource.resourceType) ? 'revoked' : 'cancelled'
  return { ...resource, status }
}
