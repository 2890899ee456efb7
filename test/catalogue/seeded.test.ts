import { existsSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { isNoticed, occurrences, verdictOf } from '../soak/seeded.ts'
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

test.each([
  ['passed', false, jest({ numPassedTests: 3 }), false],
  ['failed', false, jest({ numFailedTests: 1, numPassedTests: 2 }), true],
  [
    'failed',
    false,
    `a warning\n${jest({ numFailedTests: 1, numRuntimeErrorTestSuites: 1 })}`,
    true,
  ],
  ['hung', true, '', true],
  ['hung', true, jest({ numPassedTests: 3 }), true],
  ['could not run', false, '', false],
  ['could not run', false, 'Error: Cannot find module', false],
  ['could not run', false, jest({ numRuntimeErrorTestSuites: 1 }), false],
  ['could not run', false, jest({}), false],
] as const)(
  'R24 a test %s (ended: %p) counts only where the guard is what it missed',
  (verdict, ended, stdout, noticed) => {
    expect(verdictOf(stdout, ended)).toBe(verdict)
    expect(isNoticed(verdict)).toBe(noticed)
  },
)

/** What Jest prints. */
function jest(numbers: Readonly<Record<string, number>>): string {
  const none = { numFailedTests: 0, numPassedTests: 0, numRuntimeErrorTestSuites: 0 }
  return JSON.stringify({ ...none, ...numbers })
}
