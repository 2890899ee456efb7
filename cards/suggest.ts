import type { Action } from '../src/protocol/action.ts'
import type { SuggestionDraft } from './draft.ts'

/** A FHIR resource in a suggestion, whatever its type. */
export type ResourceLike = Readonly<Record<string, unknown>> & {
  readonly resourceType: string
  readonly id?: string
}

/** Builds suggestions whose actions real clients can apply. */
export interface SuggestionBuilder {
  /** Words only: the user acts by hand. */
  text(label: string): SuggestionDraft
  /** Proposes a new resource; `status`, `subject` and `id` are filled in where they are missing. */
  create(label: string, resource: ResourceLike, description?: string): SuggestionDraft
  /** Replaces an order of the context by its changed whole (`ACT-03`). */
  update(label: string, resource: ResourceLike, description?: string): SuggestionDraft
  /** Removes an order of the context (`ACT-04`). */
  remove(label: string, resource: ResourceLike, description?: string): SuggestionDraft
  /** Offers to cancel an order; nothing where it has no id, for then no action could name it. */
  cancel(name: string, order: ResourceLike): readonly SuggestionDraft[]
  /** Offers to put another order in the place of one, or else to cancel it. */
  replace(
    label: string,
    name: string,
    order: ResourceLike,
    by: ResourceLike,
  ): readonly SuggestionDraft[]
  /** Offers each change of an order, or to cancel it. */
  change(
    name: string,
    order: ResourceLike,
    changed: readonly { readonly label: string; readonly resource: ResourceLike }[],
  ): readonly SuggestionDraft[]
  /** Several changes that belong together. */
  all(label: string, ...parts: readonly SuggestionDraft[]): SuggestionDraft
}

/** Makes the builder for one request. */
export function suggestionBuilder(patientId: string, newId: () => string): SuggestionBuilder {
  const one = (label: string, action: Action): SuggestionDraft => ({ label, actions: [action] })
  const builder: SuggestionBuilder = {
    text: (label) => ({ label }),
    create: (label, resource, description = label) =>
      one(label, {
        type: 'create',
        description,
        resource: newResource(resource, patientId, newId),
      }),
    update: (label, resource, description = label) =>
      one(label, { type: 'update', description, resource: withId(applicable(resource)) }),
    remove: (label, resource, description = label) =>
      one(label, {
        type: 'delete',
        description,
        resourceId: `${resource.resourceType}/${withId(resource).id}`,
      }),
    cancel: (name, order) =>
      order.id === undefined ? [] : [builder.remove(`Cancel ${name}`, order)],
    replace: (label, name, order, by) =>
      builder
        .cancel(name, order)
        .flatMap((cancel) => [builder.all(label, cancel, builder.create(label, by)), cancel]),
    change: (name, order, changed) => [
      ...changed.map(({ label, resource }) => builder.update(label, resource)),
      ...builder.cancel(name, order),
    ],
    all: (label, ...parts) => ({ label, actions: parts.flatMap((part) => part.actions ?? []) }),
  }
  return builder
}

function withId<R extends ResourceLike>(resource: R): R & { id: string } {
  if (resource.id === undefined || resource.id === '')
    throw new Error(`a suggestion to change a ${resource.resourceType} needs its id`)
  return { ...resource, id: resource.id }
}

/** What is found or written down is no request: FHIR has no `intent` of it. */
const NO_REQUEST = new Set(['Observation', 'DocumentReference'])

function newResource(resource: ResourceLike, patientId: string, newId: () => string) {
  return {
    status: 'draft',
    ...(NO_REQUEST.has(resource.resourceType) ? {} : { intent: 'order' }),
    subject: { reference: `Patient/${patientId}` },
    id: newId(),
    ...applicable(resource),
  }
}

interface Concept {
  readonly text?: string
  readonly coding?: readonly { readonly code?: string; readonly display?: string }[]
}

/**
 * The public sandbox client shows a medicine by its text and picks it by its first coding; it takes
 * neither from the other. So a medicine in a suggestion always has both.
 */
function applicable(resource: ResourceLike): ResourceLike {
  const concept = (resource as { medicationCodeableConcept?: Concept }).medicationCodeableConcept
  if (concept === undefined) return resource
  const [first] = concept.coding ?? []
  const text = concept.text ?? first?.display
  if (first?.code === undefined || text === undefined)
    throw new Error('a medicine in a suggestion needs a coding with code, and text or display')
  const coding = [{ ...first, display: first.display ?? text }, ...(concept.coding ?? []).slice(1)]
  const medicationCodeableConcept = { ...concept, text, coding }
  return { ...resource, medicationCodeableConcept } as ResourceLike
}
