const nothing = { resourceType: 'Bundle', type: 'collection', entry: [] }

/**
 * What a hook's context must have beside ids and orders, with nothing in it that a rule could act on:
 * cases that are about more give it in their `context`.
 */
const SMALLEST: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'appointment-book': { appointments: nothing },
  'problem-list-item-create': { conditions: nothing },
  'order-discontinue': { toBeDiscontinued: nothing },
  'allergyintolerance-create': { allergyIntolerance: { resourceType: 'AllergyIntolerance' } },
  'order-dispatch': {
    dispatchedOrders: ['ServiceRequest/test-order'],
    performer: 'Organization/test-performer',
  },
}

/** The members that a case's context has where it says nothing of them. */
export function smallestContext(hook: string): Readonly<Record<string, unknown>> {
  return SMALLEST[hook] ?? {}
}
