import { describe, expect, test } from '@jest/globals'
import { runScore } from '../score.ts'
import { scores } from './index.ts'
import reference from './reference-values.json' with { type: 'json' }

interface Case {
  readonly id: string
  readonly module: string
  readonly inputs: object
  readonly expected: Readonly<Record<string, unknown>>
  readonly tolerance: number
}

const cases = reference.cases as unknown as readonly Case[]

describe('published and recomputed reference values', () => {
  test.each(cases.map((each) => [each.id, each] as const))('%s', (_id, each) => {
    const score = scores.find(({ id }) => id === each.module)
    expect(score).toBeDefined()
    if (score === undefined) return
    const result = runScore(score, each.inputs)
    const { reason, ...expected } = each.expected
    if (reason !== undefined) {
      expect('notCalculable' in result && result.notCalculable.map(({ code }) => code)).toContain(
        reason,
      )
      return
    }
    const value = ('value' in result ? result.value : {}) as Readonly<Record<string, unknown>>
    for (const [key, figure] of Object.entries(expected))
      if (typeof figure === 'number')
        expect(Math.abs(Number(value[key]) - figure)).toBeLessThanOrEqual(each.tolerance + 1e-9)
      else expect(value[key]).toBe(figure)
  })
})
