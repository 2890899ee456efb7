const RATING = 'http://fhir.org/argonaut/Extension/pama-rating'
const SYSTEM = 'http://fhir.org/argonaut/CodeSystem/pama-rating'

type Order = Readonly<Record<string, unknown>> & {
  readonly resourceType: string
  readonly id?: string
}

/** The ratings of the CDS Hooks for PAMA guide. */
export type PamaRating = 'appropriate' | 'not-appropriate' | 'no-guidelines-apply'

/**
 * An order with its rating, as the CDS Hooks for PAMA guide has it, for clients that take system
 * actions. A rating that the order has from another service stays.
 */
export function pamaRated(order: Order, code: PamaRating) {
  const extensions: readonly { readonly url?: unknown }[] = Array.isArray(order.extension)
    ? order.extension
    : []
  if (order.id === undefined || extensions.some((each) => each?.url === RATING)) return undefined
  const valueCodeableConcept = { coding: [{ system: SYSTEM, code }] }
  return {
    type: 'update' as const,
    description: `Imaging appropriateness: ${code.replaceAll('-', ' ')}`,
    resource: {
      ...order,
      id: order.id,
      extension: [...extensions, { url: RATING, valueCodeableConcept }],
    },
  }
}
