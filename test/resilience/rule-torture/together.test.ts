import { expect, test } from '@jest/globals'
import { badRules } from '../../soak/bad-rules.ts'
import { broken } from '../../soak/soak.ts'

// Times, and how soon a rule is suspended, are left to the soak: what has to hold on any machine is that every answer is whole.
test("R18 at 50 calls a second with four bad rules, every answer has the real rules' cards", async () => {
  const lines = await broken(badRules, { seconds: 3 })
  expect(lines.filter((line) => !/^(?:later|p50|suspended)/.test(line))).toEqual([])
})
