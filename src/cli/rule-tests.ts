import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { placesOf } from '../engine/places.ts'
import type { LoadedRule } from '../engine/registry.ts'
import { collected, reset } from '../testing/collect.ts'
import { lineOf } from './source-line.ts'
import type { Watchdog } from './watchdog.ts'

export interface Tested {
  readonly passed: number
  readonly failed: number
  /** `file:line: what failed: why`; what fails for one reason at one line is said once. */
  readonly problems: readonly string[]
}

/** Runs the tests of one rule. */
export async function runTests({ file, rule }: LoadedRule, dog: Watchdog): Promise<Tested> {
  const test = join(dirname(file), 'rule.test.ts')
  const untested = (...problems: readonly string[]): Tested => ({ passed: 0, failed: 1, problems })
  // The folder's own check says so.
  if (!existsSync(test)) return { passed: 0, failed: 0, problems: [] }
  reset()
  try {
    await import(pathToFileURL(test).href)
  } catch (error) {
    return untested(`${test}:1: cannot be loaded: ${(error as Error).message}`)
  }
  const checks = collected()
  if (checks.length === 0) return untested(`${test}:1: tests nothing: call testRule(rule, { … })`)
  const failures = new Map<string, { readonly title: string; more: number }>()
  let failed = 0
  for (const each of checks) {
    dog.at(`${each.file}:${each.line}: ${each.title}`)
    try {
      await each.run()
    } catch (error) {
      failed += 1
      const line = lineOf(each.file, caseName(each.title, rule.id)) ?? each.line
      const reason = `${each.file}:${line}: {}: ${(error as Error).message}${inRule(error)}`
      const known = failures.get(reason)
      if (known === undefined) failures.set(reason, { title: each.title, more: 0 })
      else known.more += 1
    }
  }
  const problems = [...failures].map(
    ([reason, { title, more }]) =>
      `${reason.replace('{}', () => title)}${more === 0 ? '' : ` (and ${more} more checks of this case)`}`,
  )
  return { passed: checks.length - failed, failed, problems }
}

/** The name of the case in a check's title: `metformin-kidney: fires: eGFR below 30`. */
function caseName(title: string, rule: string): string {
  return title
    .slice(rule.length + 2)
    .replace(/^(?:silent|fires|says what it could not check): /, '')
    .replace(/: [^:]*$/, '')
}

/** Where the rule threw. */
function inRule(error: unknown): string {
  const place = placesOf(error).find(
    ({ file }) => file.includes('/rules/') && !file.endsWith('.test.ts'),
  )
  return place === undefined ? '' : ` (${place.file}:${place.line})`
}
