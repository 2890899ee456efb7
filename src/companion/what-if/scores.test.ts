import { expect, test } from '@jest/globals'
import { scores } from '../../clinical/scores/index.ts'
import { loadScore } from './scores.ts'

test.each(scores.map((score) => [score.id, score] as const))(
  '%s is the very score',
  async (id, score) => {
    expect(await loadScore(id, score.version)).toBe(score)
  },
)

test('another version, or an unknown score, is none', async () => {
  expect(await loadScore('prevent', '0.0.1')).toBeUndefined()
  expect(await loadScore('toString', '1.0.0')).toBeUndefined()
})
