import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadServices } from '../engine/load-services.ts'
import { type LoadedRule, type Registry, RegistryError } from '../engine/registry.ts'
import { collected, reset } from '../testing/collect.ts'
import { servicesFolder } from './services-folder.ts'
import { atMost, UsageError } from './usage.ts'
import { type Watchdog, watchdog } from './watchdog.ts'

/** Longer than any check has reason to take; loading all services takes a second. */
const STEP_MS = 30_000

/**
 * `cardstock check [path]`: loads all services and runs the tests of the rules; of one service or one
 * rule where a path names it. Problems come as `file:line: problem`; any of them makes the exit 1.
 */
export async function check(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  atMost(words, 1)
  const [path] = words
  const target = resolve(path ?? servicesFolder(env))
  if (!existsSync(target)) throw new UsageError(`there is nothing at ${target}`)
  const folder = path === undefined ? target : servicesRoot(target)
  const dog = watchdog(STEP_MS)
  dog.at(folder)
  const registry = await loaded(folder)
  if (registry === undefined) return 1
  const rules = [...registry.values()].flatMap((service) => service.rules)
  const chosen = rules.filter(({ file }) =>
    file.startsWith(statSync(target).isDirectory() ? `${target}/` : target),
  )
  let passed = 0
  let failed = 0
  for (const rule of chosen) {
    const outcome = await runTests(rule, dog)
    passed += outcome.passed
    failed += outcome.failed
  }
  await dog.stop()
  process.stdout.write(
    `${registry.size} services, ${chosen.length} rules checked\n${passed} passed, ${failed} failed\n`,
  )
  return failed === 0 ? 0 : 1
}

/** The folder of all services that a path lies in, told by where its `service.ts` stands. */
function servicesRoot(path: string): string {
  for (let at = path; at !== dirname(at); at = dirname(at))
    if (existsSync(join(at, 'service.ts'))) return dirname(at)
  return path
}

async function loaded(folder: string): Promise<Registry | undefined> {
  try {
    return await loadServices(folder)
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    for (const problem of error.problems) process.stdout.write(`${withLine(problem)}\n`)
    process.stdout.write(`${error.problems.length} problems\n`)
    return undefined
  }
}

async function runTests(
  { file, rule }: LoadedRule,
  dog: Watchdog,
): Promise<{ passed: number; failed: number }> {
  const test = join(dirname(file), 'rule.test.ts')
  if (!existsSync(test)) {
    process.stdout.write(
      `${file}:1: has no rule.test.ts beside it: "cardstock new rule" shows one\n`,
    )
    return { passed: 0, failed: 1 }
  }
  reset()
  let failed = 0
  try {
    await import(pathToFileURL(test).href)
  } catch (error) {
    process.stdout.write(`${test}:1: cannot be loaded: ${(error as Error).message}\n`)
    return { passed: 0, failed: 1 }
  }
  const checks = collected()
  if (checks.length === 0) {
    process.stdout.write(`${test}:1: tests nothing: call testRule(rule, { … })\n`)
    return { passed: 0, failed: 1 }
  }
  for (const each of checks) {
    dog.at(`${each.file}:${each.line}: ${each.title}`)
    try {
      await each.run()
    } catch (error) {
      failed += 1
      const line = lineOf(each.file, caseName(each.title, rule.id)) ?? each.line
      process.stdout.write(`${each.file}:${line}: ${each.title}: ${(error as Error).message}\n`)
    }
  }
  return { passed: checks.length - failed, failed }
}

/** The name of the case in a check's title: `metformin-kidney: fires: eGFR below 30`. */
function caseName(title: string, rule: string): string {
  return title
    .slice(rule.length + 2)
    .replace(/^(?:silent|fires|says what it could not check): /, '')
    .replace(/: [^:]*$/, '')
}

/** Adds the line of the key that a problem speaks of, where the file shows it. */
function withLine(problem: string): string {
  const [, file, text] = /^(.+?\.ts): (.*)$/s.exec(problem) ?? []
  if (file === undefined || text === undefined) return problem
  const key =
    /(?:prefetch|cards)\.(\w+)/.exec(text)?.[1] ??
    /\b(id|version|owner|reviewBy|source|hooks?|title|description|evaluate|acceptsPartial|when)\b/.exec(
      text,
    )?.[1]
  return `${file}:${lineOf(file, key && `${key}:`) ?? lineOf(file, key && `${key}s:`) ?? 1}: ${text}`
}

function lineOf(file: string, text: string | undefined): number | undefined {
  if (text === undefined || !existsSync(file)) return undefined
  const at = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text))
  return at === -1 ? undefined : at + 1
}
