import { expect, test } from '@jest/globals'
import { linesOf } from './describe.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const lines = (resource: { resourceType: string; [member: string]: unknown }) =>
  linesOf(resource).map(({ label, text }) => `${label}: ${plain(text)}`)

test('an order', () => {
  expect(
    lines({
      ...{
        resourceType: 'ServiceRequest',
        status: 'draft',
        intent: 'proposal',
        priority: 'urgent',
      },
      code: { coding: [{ code: '4548-4', display: 'HbA1c' }] },
      occurrencePeriod: { start: '2026-03-01', end: '2026-04-01' },
      reasonCode: [{ text: 'Diabetes' }, {}],
      note: [{ text: 'Fasting is not needed.' }],
    }),
  ).toEqual([
    ...['What: HbA1c', 'Status: draft', 'Intent: proposal', 'Priority: urgent'],
    ...['When: 1 Mar 2026 to 1 Apr 2026', 'Because of: Diabetes', 'Note: Fasting is not needed.'],
  ])
})

test('an observation', () => {
  expect(
    lines({
      ...{ resourceType: 'Observation', code: { text: 'ASCVD risk' } },
      ...{ valueQuantity: { value: 8.84, unit: '%' }, effectiveDateTime: '2026-02-12T10:00:00Z' },
    }),
  ).toEqual(['What: ASCVD risk', 'Value: 8.84 %', 'When: 12 Feb 2026'])
})

test('a resource that says nothing has no lines, and one that is odd does not throw', () => {
  expect(lines({ resourceType: 'DocumentReference' })).toEqual([])
  expect(lines({ resourceType: 'Observation', code: 3, note: 'x', valueQuantity: null })).toEqual(
    [],
  )
})
