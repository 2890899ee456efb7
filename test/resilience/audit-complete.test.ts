import { expect, test } from '@jest/globals'
import { audit } from '../soak/audit.ts'
import { broken } from '../soak/soak.ts'

test('R21 500 mixed calls to a process: one record each, valid as BALP, chained; a flipped bit is found', async () => {
  expect(await broken(audit, { requests: 500, seed: 21 })).toEqual([])
})
