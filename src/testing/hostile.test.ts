import { expect, test } from '@jest/globals'
import type { Card } from '../protocol/card.ts'
import { observation } from './builders.ts'
import { HOSTILE, hostile, markdownProblems } from './hostile.ts'

const card: Card = {
  uuid: '00000000-0000-4000-8000-000000000001',
  summary: 'HbA1c 7 % < 8 %',
  detail: 'See \\[1\\](x), measured twice.\n\n- once',
  indicator: 'info',
  source: { label: 'The tester' },
}
const suggestion = { uuid: card.uuid, label: 'Order it' }

test('an escaped card has no problems', () => {
  expect(markdownProblems(card)).toEqual([])
})

test.each([
  ['summary', { summary: HOSTILE }, ['summary holds raw HTML', 'summary holds control characters']],
  ['detail', { detail: '[x](javascript:alert(1))' }, ['detail holds a link']],
  ['detail', { detail: '<b>x</b>' }, ['detail holds raw HTML']],
  ['detail', { detail: '![i](http://evil)' }, ['detail holds a link']],
  [
    'suggestion label',
    { suggestions: [{ ...suggestion, label: '<b>' }] },
    ['suggestion label holds raw HTML'],
  ],
  [
    'action description',
    {
      suggestions: [
        {
          ...suggestion,
          actions: [{ type: 'delete' as const, description: '<b>', resourceId: 'Task/1' }],
        },
      ],
    },
    ['action description holds raw HTML'],
  ],
  [
    'link label',
    { links: [{ label: 'a\u202eb', url: 'https://x.example', type: 'absolute' as const }] },
    ['link label holds control characters'],
  ],
])('hostile text that came through in a %s is found', (_field, more, problems) => {
  expect(markdownProblems({ ...card, ...more })).toEqual(problems)
})

test('every free text becomes hostile, codes, units and dates stay', () => {
  const given = observation('4548-4', 7, '%', '2026-02-03', { note: [{ text: 'fasting' }] })
  const made = hostile(given)
  expect(made).toMatchObject({
    status: 'final',
    effectiveDateTime: '2026-02-03',
    valueQuantity: { value: 7, unit: '%', code: '%' },
    code: { coding: [{ code: '4548-4', display: HOSTILE }], text: HOSTILE },
    note: [{ text: HOSTILE }],
  })
})
