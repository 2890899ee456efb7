import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SeededFault } from './faults/seeded-fault.ts'
import { SEEDED_FAULTS } from './seeded-faults.ts'
import { type Check, check, type Soak } from './soak.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LEFT_OUT = new Set(['node_modules', '.git', 'data', 'coverage'])
/** A guard that is gone may leave a test waiting; that is a failure too, and soon. */
const TEST_TIMEOUT_MS = 20_000
/** Where even that does not end it, its process is ended. */
const LONGEST_MS = 180_000

export type Verdict = 'passed' | 'failed' | 'hung' | 'could not run'

/** A guard is missed where its test fails, and where it waits for ever. */
export const isNoticed = (verdict: Verdict): boolean => verdict === 'failed' || verdict === 'hung'

/**
 * What became of a test.
 *
 * @param stdout of Jest with `--json`
 * @param ended whether its process had to be ended
 */
export function verdictOf(stdout: string, ended: boolean): Verdict {
  if (ended) return 'hung'
  if (!stdout.includes('"numFailedTests"')) return 'could not run'
  const { numFailedTests, numPassedTests, numRuntimeErrorTestSuites } = JSON.parse(
    stdout.slice(stdout.indexOf('{')),
  )
  if (numFailedTests > 0) return 'failed'
  return numRuntimeErrorTestSuites > 0 || numPassedTests === 0 ? 'could not run' : 'passed'
}

/** Runs one test file in the copy. */
async function run(copy: string, test: string): Promise<Verdict> {
  const args = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']
  const more = [
    '--json',
    '--forceExit',
    `--testTimeout=${TEST_TIMEOUT_MS}`,
    '--runTestsByPath',
    test,
  ]
  return await new Promise<Verdict>((resolve) => {
    const options = { cwd: copy, maxBuffer: 64 * 1024 * 1024, timeout: LONGEST_MS }
    execFile(process.execPath, [...args, ...more], options, (error, stdout) =>
      resolve(verdictOf(stdout, error?.killed === true)),
    )
  })
}

/** A copy of the project beside which nothing is changed. */
function copied(): string {
  const copy = mkdtempSync(join(tmpdir(), 'cardstock-seeded-'))
  const filter = (from: string) => !LEFT_OUT.has(basename(from))
  cpSync(ROOT, copy, { recursive: true, filter })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** How often the text to be changed stands in its file; it must be once. */
export function occurrences({ file, find }: SeededFault): number {
  return readFileSync(join(ROOT, file), 'utf8').split(find).length - 1
}

async function withFault(copy: string, fault: SeededFault): Promise<Verdict> {
  const file = join(copy, fault.file)
  const sound = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    sound.replace(fault.find, () => fault.put),
  )
  const verdict = await run(copy, fault.test)
  writeFileSync(file, sound)
  return verdict
}

export const seeded: Soak<{ from: number; count: number }> = {
  promise: 'R24',
  title: 'each guard taken away in turn: a test must notice',
  options: { from: 0, count: SEEDED_FAULTS.length },
  async run({ from, count }, say): Promise<readonly Check[]> {
    const faults = SEEDED_FAULTS.slice(from, from + count)
    const stale = faults.filter((fault) => occurrences(fault) !== 1)
    const copy = copied()
    try {
      const sick: string[] = []
      for (const test of new Set(faults.map((fault) => fault.test)))
        if ((await run(copy, test)) !== 'passed') sick.push(test)
      say(`${sick.length} tests fail without any fault`)
      const survivors: string[] = []
      for (const fault of faults.filter(
        (each) => !stale.includes(each) && !sick.includes(each.test),
      )) {
        const verdict = await withFault(copy, fault)
        const noticed = verdict === 'hung' ? 'noticed (hung)' : 'noticed'
        say(`${isNoticed(verdict) ? noticed : verdict.toUpperCase()}: ${fault.name}`)
        if (!isNoticed(verdict)) survivors.push(`${fault.name} (${fault.test}: ${verdict})`)
      }
      const list = (names: readonly string[]) => names.join('; ') || '0'
      return [
        check('faults', faults.length, faults.length > 0),
        check('out of date', list(stale.map(({ name }) => name)), stale.length === 0),
        check('tests that fail without any', list(sick), sick.length === 0),
        check('survivors', list(survivors), survivors.length === 0),
      ]
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  },
}
