import { expect, test } from '@jest/globals'
import { fuzz } from '../soak/fuzz.ts'
import { guided } from '../soak/guided.ts'
import { broken } from '../soak/soak.ts'

const BODIES = 20_000

test(`R2 ${BODIES} generated bodies: never a 5xx, every answer of the wire's form`, async () => {
  expect(await broken(fuzz, { bodies: BODIES, seed: 20_261_124 })).toEqual([])
}, 300_000)

test('R2 guided by coverage: no guard lets through what it may not, none throws what it may not', async () => {
  expect(await broken(guided, { inputs: 500, seconds: 0 })).toEqual([])
}, 300_000)
