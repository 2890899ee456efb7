import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { cardIds } from './card-ids.ts'

const V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('CARD-10 ids are version 4 UUIDs, no two alike', () => {
  const newId = cardIds(new Date('2026-11-26T10:00:00Z'), randomUUID)
  const ids = Array.from({ length: 1000 }, newId)
  for (const id of ids) expect(id).toMatch(V4)
  expect(new Set(ids).size).toBe(1000)
})

test('ids sort by the time of their answer', () => {
  const at = (ms: number) => cardIds(new Date(ms), randomUUID)()
  const times = [0, 1, 255, 4_294_967_296, 1_700_000_000_000, 1_800_000_000_000]
  const ids = times.map(at)
  expect(ids.toSorted()).toEqual(ids)
})
