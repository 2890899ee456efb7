import { expect, test } from '@jest/globals'
import { dependencies } from '../soak/dependencies.ts'
import { broken } from '../soak/soak.ts'

test('R9 with its FHIR server or its keys in trouble a call is answered as stated, others as ever, and all is well again', async () => {
  expect(await broken(dependencies, { perSecond: 4, seconds: 1, faults: 2, timed: 0 })).toEqual([])
}, 300_000)
