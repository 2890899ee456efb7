import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')
const EXPECTED = /^ *\/\/ @ts-expect-error (.*)$/
const lines = readFileSync(join(ROOT, 'test/types/rules.ts'), 'utf8').split('\n')
const mistakes = lines.flatMap((line, at) => {
  const [, name] = EXPECTED.exec(line) ?? []
  return name === undefined ? [] : [{ name, at }]
})

// Beside the original, so that its imports hold; the name keeps it out of everything else.
const folder = mkdtempSync(join(ROOT, 'test/types/.tried-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Lines, from 1, at which the copy does not compile. */
let refused: readonly number[]
beforeAll(async () => {
  // A copy in which no mistake is expected.
  const copy = lines.map((line) => line.replace(EXPECTED, '//').replace("'../../", "'../../../"))
  writeFileSync(join(folder, 'rules.ts'), copy.join('\n'))
  const tsconfig = {
    extends: join(ROOT, 'tsconfig.json'),
    include: ['*.ts', join(ROOT, 'src/**/*.d.ts')],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [TSC, '--project', folder], { cwd: folder }, (_error, stdout) =>
      resolve(stdout),
    )
  })
  refused = [...output.matchAll(/^rules\.ts\((\d+),/gm)].map(([, line]) => Number(line))
})

test('the rest of the file compiles, and there are mistakes to try', () => {
  expect(mistakes.length).toBeGreaterThanOrEqual(10)
  expect(refused).toHaveLength(mistakes.length)
})

test.each(mistakes)('does not compile: $name', ({ at }) => {
  // On the line after the one that announces it.
  expect(refused).toContain(at + 2)
})
