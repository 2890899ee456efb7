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
  ['of more than a year ago, and open', { authoredOn: '2024-02-28', status: 'active' }, true],
  ['of more than a year ago, on hold', { authoredOn: '2024-02-28', status: 'on-hold' }, true],
  ['of more than a year ago, done', { authoredOn: '2025-02-28', status: 'completed' }, false],
  ['of the last year, done', { status: 'completed' }, true],
  ['that was revoked', { status: 'revoked' }, false],
  ['that is a draft', { status: 'draft' }, false],
  [
    'by its category and the performer',
    {
      code: { text: 'Visit' },
      category: [{ text: 'Consultation' }],
      performerType: { text: 'nephrologist' },
    },
    true,
  ],
  [
    'that is none: the performer alone',
    { code: { text: 'Dialysis access' }, performerType: { text: 'nephrologist' } },
    false,
  ],
  ['to somebody else', { code: { text: 'Referral to Cardiology' } }, false],
])('a referral %s', (_, more, expected) => {
  expect(isReferredTo(/nephrolog/i, [request(more)], now)).toBe(expected)
})
