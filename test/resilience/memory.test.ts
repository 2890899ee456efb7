import { expect, test } from '@jest/globals'
import { memory } from '../soak/memory.ts'
import { broken } from '../soak/soak.ts'

test('R16 one dear body adds little memory, and 200 at once are bounded', async () => {
  expect(await broken(memory, { rounds: 1 })).toEqual([])
}, 300_000)
