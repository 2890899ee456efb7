import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { loadServices } from '../engine/load-services.ts'
import { fence } from '../engine/module-fence.ts'
import { type LoadedRule, type Registry, RegistryError } from '../engine/registry.ts'
import { folderProblems } from './rule-folder.ts'
import { runTests } from './rule-tests.ts'
import { servicesFolder } from './services-folder.ts'
import { lineOf } from './source-line.ts'
import { atMost, UsageError } from './usage.ts'
import { watchdog } from './watchdog.ts'

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
  if (path !== undefined && chosen.length === 0) {
    await dog.stop()
    throw new UsageError(`there is no rule at ${target}`)
  }
  let passed = 0
  let failed = 0
  for (const rule of chosen) {
    const inFolder = folderProblems(dirname(rule.file))
    const tested = await runTests(rule, dog)
    for (const problem of [...inFolder, ...tested.problems]) process.stdout.write(`${problem}\n`)
    passed += tested.passed
    failed += tested.failed + inFolder.length
  }
  await dog.stop()
  const services = path === undefined ? registry.size : new Set(chosen.map(serviceOf)).size
  process.stdout.write(
    `${services} services, ${chosen.length} rules checked\n${passed} passed, ${failed} failed\n`,
  )
  return failed === 0 ? 0 : 1
}

/** The folder of a rule's service: `<service>/rules/<rule>/rule.ts`. */
function serviceOf({ file }: LoadedRule): string {
  return dirname(dirname(dirname(file)))
}

/** The folder of all services that a path lies in, told by where its `service.ts` stands. */
function servicesRoot(path: string): string {
  for (let at = path; at !== dirname(at); at = dirname(at))
    if (existsSync(join(at, 'service.ts'))) return dirname(at)
  return path
}

async function loaded(folder: string): Promise<Registry | undefined> {
  try {
    fence(folder)
    return await loadServices(folder)
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    for (const problem of error.problems) process.stdout.write(`${withLine(problem)}\n`)
    process.stdout.write(`${error.problems.length} problems\n`)
    return undefined
  }
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
