import { type Draft, defineRule, type OrderResource, optional, templates, wordsIn } from '#cds'
import { repeatedBy } from './tests.ts'

export default defineRule({
  id: 'drafted-twice',
  version: '1.0.0',
  title: 'Laboratory test that is drafted twice',
  owner: 'Laboratory group',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign'],
  source: {
    label: 'Panels of the AMA (CPT)',
    url: 'https://www.ama-assn.org/practice-management/cpt',
  },
  prefetch: { patient: optional(templates.patient) },
  checks: 'laboratory tests that are drafted twice',
  cards: {
    twice: {
      indicator: 'info',
      kind: 'general',
      summary: '{{test}} is drafted twice in this session',
      detail: 'Both orders are for the same test, and neither names another time. Is one enough?',
    },
    held: {
      indicator: 'info',
      kind: 'general',
      summary: '{{test}} is drafted alone and within {{panel}}',
      detail: 'The panel brings the test along. Is it meant to be done twice?',
    },
  },

  evaluate({ orders }, { card, suggest }) {
    const tests = orders.filter(({ resource }) => isOrdered(resource))
    return tests.flatMap((order, at): Draft[] => {
      const { resource, selected } = order
      for (const [place, other] of tests.entries()) {
        if (other === order || !(selected || other.selected)) continue
        if (timeOf(resource) !== timeOf(other.resource)) continue
        const repeated = repeatedBy(resource, other.resource)
        if (repeated === undefined) continue
        if (repeated.part !== undefined) {
          const values = { test: repeated.part, panel: nameOf(other.resource) }
          return [card('held', values, { suggestions: suggest.cancel(repeated.part, resource) })]
        }
        // Of two that are the same, the later is spoken of, once.
        if (place > at) continue
        const test = nameOf(resource)
        return [card('twice', { test }, { suggestions: suggest.cancel(test, resource) })]
      }
      return []
    })
  },
})

function isOrdered({ resourceType, doNotPerform }: OrderResource): boolean {
  return resourceType === 'ServiceRequest' && doNotPerform !== true
}

/** All that an order says of its time, as text: serial tests differ in it. */
function timeOf({ occurrenceDateTime, occurrencePeriod, occurrenceTiming }: OrderResource): string {
  return JSON.stringify([occurrenceDateTime, occurrencePeriod, occurrenceTiming])
}

function nameOf({ code }: OrderResource): string {
  return wordsIn(code)[0] ?? 'A laboratory test'
}
