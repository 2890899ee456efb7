import { describe, expect, test } from '@jest/globals'
import { listedIngredients } from '#cds'
import data from './risks.json' with { type: 'json' }
import { RISKY, riskOf, severityIn } from './risks.ts'

describe('the table', () => {
  test.each(data.rows.map((row) => [row.id, row] as const))('%s can be read', (_, row) => {
    expect(['critical', 'warning', 'info']).toContain(row.severity)
    expect(row.source).not.toBe('')
    expect(`${row.risk} ${row.advice}`).toMatch(/\. .*\.$/)
    for (const code of listedIngredients(row.medicines))
      expect(RISKY.includes(code) && riskOf([code])?.id === row.id).toBe(row.on)
  })

  test('rows that nothing confirms are off, but for the four that harm most', () => {
    const unconfirmed = data.rows.filter(({ source }) => /confirmed|secondary/i.test(source))
    expect(unconfirmed.filter(({ on }) => on).map(({ id }) => id)).toEqual([
      'thalidomide',
      'leflunomide-ribavirin',
    ])
  })

  test.each([
    ['ibuprofen', '5640', 19, undefined],
    ['ibuprofen', '5640', 20, 'warning'],
    ['ibuprofen', '5640', 29, 'warning'],
    ['ibuprofen', '5640', 30, 'critical'],
    ['ibuprofen', '5640', undefined, 'warning'],
    ['nitrofurantoin', '7454', 37, undefined],
    ['nitrofurantoin', '7454', 38, 'warning'],
    ['lisinopril', '29046', 5, 'critical'],
  ])('%s (%s) in week %s: %s', (_, code, week, severity) => {
    const risk = riskOf([code])
    expect(risk && severityIn(risk, week, false)).toBe(severity)
  })

  test('of a combination the worst counts', () => {
    expect(riskOf(['83367', '29046'])?.id).toBe('ras')
  })
})
