import { expect, test } from '@jest/globals'
import { questions } from './questions.ts'

test('answers find their questions, in whatever order they come', async () => {
  const { ask, answered } = questions<string>()
  const sent: number[] = []
  const asked = ['a', 'b', 'c'].map(() => ask((question) => sent.push(question)))
  expect(new Set(sent).size).toBe(3)
  for (const question of sent.toReversed()) answered(question, `to ${question}`)
  expect(await Promise.all(asked)).toEqual(sent.map((question) => `to ${question}`))
})

test('an answer that comes at once, or twice, or to nobody, does no harm', async () => {
  const { ask, answered } = questions<string>()
  answered(7, 'to nobody')
  const first = ask((question) => {
    answered(question, 'once')
    answered(question, 'twice')
  })
  const second = ask((question) => answered(question, 'another'))
  expect([await first, await second]).toEqual(['once', 'another'])
})
