import { expect, test } from '@jest/globals'
import { hasResult } from './has-result.ts'

const absent = { dataAbsentReason: { text: 'hemolyzed' } }

test.each([
  ['with a value', { valueQuantity: { value: 1 } }, true],
  ['that only says it was done', {}, true],
  ['that was spoiled', absent, false],
  ['of whose parts one was spoiled', { component: [absent, { valueString: 'x' }] }, true],
  ['of whose parts all were spoiled', { component: [absent, absent] }, false],
  ['without parts', { component: [] }, true],
])('an observation %s', (_, more, expected) => {
  expect(hasResult({ resourceType: 'Observation', ...more })).toBe(expected)
})

test('a report, or what is no resource, has no reason for an absence', () => {
  expect(hasResult({ resourceType: 'DiagnosticReport' })).toBe(true)
  expect(hasResult(undefined)).toBe(true)
})
