import { expect, test } from '@jest/globals'
import { goodAnswers } from './good-answers.ts'

const A = 'https://a.example/fhir'
const B = 'https://b.example/fhir'

test('the newest count, as long as they are not old, and once', () => {
  const good = goodAnswers(3, 10_000, 10)
  for (const now of [0, 1, 2, 3, 4]) good.note(A, now)
  good.note(B, 5)
  expect(good.take(A, 10_002)).toEqual([3, 4])
  expect(good.take(A, 10_002)).toEqual([])
  expect(good.take(B, 10_002)).toEqual([5])
})

test('fewer than the ring holds are all there', () => {
  const good = goodAnswers(3, 10_000, 10)
  for (const now of [7, 8]) good.note(A, now)
  expect(good.take(A, 9)).toEqual([7, 8])
})

test('a bounded number of servers is remembered', () => {
  const good = goodAnswers(3, 10_000, 2)
  for (const base of [A, B, 'https://c.example/fhir']) good.note(base, 0)
  expect([good.take(A, 1), good.take(B, 1)]).toEqual([[], [0]])
})
