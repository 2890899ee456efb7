import { expect, test } from '@jest/globals'
import { isReferredTo } from './referral.ts'

const now = new Date('2026-03-01')
const request = (more: object) => ({
  resourceType: 'ServiceRequest',
  authoredOn: '2026-01-10',
  code: { text: 'Referral to Nephrology' },
  ...more,
})

test.each([
  ['by its words', {}, true],
  [
    'by the performer',
    { code: { text: 'Referral' }, performerType: { text: 'nephrologist' } },
    true,
  ],
  ['without a date', { authoredOn: undefined }, true],
  ['of more than a year ago', { authoredOn: '2025-02-28' }, false],
  ['to somebody else', { code: { text: 'Referral to Cardiology' } }, false],
])('a referral %s', (_, more, expected) => {
  expect(isReferredTo(/nephrolog/i, [request(more)], now)).toBe(expected)
})
