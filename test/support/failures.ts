import { collected, reset } from '../../src/testing/collect.ts'

/**
 * What the tester holds against a rule or score: titles of the checks that fail, with their messages.
 * For tests of the tester; the checks are kept, as for `cardstock check`, and run here.
 */
export async function failures(declare: () => void): Promise<string[]> {
  const { test } = globalThis as { test?: unknown }
  Object.assign(globalThis, { test: undefined })
  reset()
  try {
    declare()
    const failed: string[] = []
    for (const { title, run } of collected())
      try {
        await run()
      } catch (error) {
        failed.push(`${title}: ${(error as Error).message}`)
      }
    return failed
  } finally {
    reset()
    Object.assign(globalThis, { test })
  }
}
