import { existsSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { occurrences } from '../soak/seeded.ts'
import { SEEDED_FAULTS } from '../soak/seeded-faults.ts'

test('R24 there are more than 45 seeded faults, and each can still be made and has its test', () => {
  expect(SEEDED_FAULTS.length).toBeGreaterThan(45)
  for (const fault of SEEDED_FAULTS) {
    expect([fault.name, occurrences(fault)]).toEqual([fault.name, 1])
    expect([fault.test, existsSync(new URL(`../../${fault.test}`, import.meta.url))]).toEqual([
      fault.test,
      true,
    ])
  }
  expect(new Set(SEEDED_FAULTS.map(({ name }) => name)).size).toBe(SEEDED_FAULTS.length)
})
