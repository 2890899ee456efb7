import { describe, expect, test } from '@jest/globals'
import { calculateEgfr } from '#cds'
import { medication } from '#cds/testing'
import rule from './rule.ts'

// The tester cannot fill the cache across requests, so the rule meets a cached eGFR here by hand.
type Data = Parameters<typeof rule.evaluate>[0]
type Env = Parameters<typeof rule.evaluate>[1]

const NOW = new Date('2026-03-01T00:00:00Z')

async function answers(
  creatinine: number,
  date: string | undefined,
  asOf = '2026-02-20T09:00:00Z',
) {
  const order = medication('6809', { id: 'order', status: 'draft' })
  const data = {
    conditions: [],
    orders: [
      {
        resource: order,
        selected: true,
        medication: { state: 'known', ingredients: ['6809'], name: 'metformin' },
      },
    ],
    scores: {
      egfr: {
        known: true,
        value: { egfr: calculateEgfr(creatinine, 72, 'female') },
        inputs: [
          { name: 'creatinine', value: creatinine, unit: 'mg/dL', ...(date ? { date } : {}) },
        ],
        asOf,
      },
    },
  }
  const env = {
    now: NOW,
    card: (name: string, values: object) => ({ kind: 'card', name, values }),
    suggest: { cancel: () => [] },
    notChecked: (what: string, why: string) => ({ kind: 'gap', what, why }),
  }
  // Only what the rule reads on this path is there.
  return rule.evaluate(data as unknown as Data, env as unknown as Env)
}

const GAP = [{ kind: 'gap', what: 'metformin and kidney function', why: 'unusable' }]

describe('a cached eGFR', () => {
  test.each([
    ['0.9 mg/dL of 366 days ago', 0.9, '2025-02-28'],
    ['1.9 mg/dL of 366 days ago', 1.9, '2025-02-28'],
    ['0.9 mg/dL of an unknown day', 0.9, undefined],
  ])('from a creatinine of %s counts as unchecked', async (_, value, date) => {
    expect(await answers(value, date)).toEqual(GAP)
  })

  test('from a creatinine of 365 days ago decides, and says when it was computed', async () => {
    expect(await answers(1.9, '2025-03-01')).toMatchObject([
      {
        kind: 'card',
        name: 'contraindicated',
        values: { date: '2025-03-01', asOf: expect.stringContaining('2026-02-20') },
      },
    ])
  })

  test('that is normal and recent is silent', async () => {
    expect(await answers(0.9, '2026-02-01')).toEqual([])
  })
})
