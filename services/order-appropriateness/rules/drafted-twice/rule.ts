import { type Draft, defineRule, type OrderResource, optional, templates, wordsIn } from '#cds'
import { Firsts } from './firsts.ts'
import { testsOf } from './tests.ts'

export default defineRule({
  id: 'drafted-twice',
  version: '1.1.0',
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
    const tests = orders
      .filter(({ resource }) => isOrdered(resource))
      .map((order) => ({ order, of: circumstancesOf(order.resource), ...testsOf(order.resource) }))
    const panels = new Firsts()
    for (const { order, of, brought } of tests)
      panels.add(
        brought.map((name) => `${name} ${of}`),
        order,
      )
    const before = new Firsts()
    return tests.flatMap(({ order, of, same, alone }): Draft[] => {
      const { resource } = order
      const keys = same.map((name) => `${name} ${of}`)
      const isAgain = keys.some((key) => before.beside(key, order) !== undefined)
      before.add(keys, order)
      for (const test of alone) {
        const panel = panels.beside(`${test} ${of}`, order)
        if (panel === undefined) continue
        const values = { test, panel: nameOf(panel.resource) }
        return [card('held', values, { suggestions: suggest.cancel(test, resource) })]
      }
      // Of two that are the same, the later is spoken of, once.
      if (!isAgain) return []
      const test = nameOf(resource)
      return [card('twice', { test }, { suggestions: suggest.cancel(test, resource) })]
    })
  },
})

function isOrdered({ resourceType, doNotPerform }: OrderResource): boolean {
  return resourceType === 'ServiceRequest' && doNotPerform !== true
}

/** When, of which specimen and where, as text: serial tests differ in it, and those of several places. */
function circumstancesOf({
  occurrenceDateTime,
  occurrencePeriod,
  occurrenceTiming,
  specimen,
  bodySite,
}: OrderResource): string {
  return JSON.stringify([
    occurrenceDateTime,
    occurrencePeriod,
    occurrenceTiming,
    specimen,
    bodySite,
  ])
}

function nameOf({ code }: OrderResource): string {
  return wordsIn(code)[0] ?? 'A laboratory test'
}
