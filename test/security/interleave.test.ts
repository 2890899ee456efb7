import { expect, test } from '@jest/globals'
import { interleave } from '../soak/interleave.ts'
import { broken } from '../soak/soak.ts'

test('R5 calls of tenants with equal patient ids, interleaved: each is answered as if it were alone', async () => {
  expect(await broken(interleave, { requests: 2_000, patients: 20, seed: 5 })).toEqual([])
})
