import { execFile } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SOURCES = ['src', 'package.json', 'tsconfig.json', 'tsconfig.browser.json', 'vite.config.ts']
const VITE = join('node_modules', 'vite', 'bin', 'vite.js')

/** Every file of the pages, built in a folder of its own. */
async function built(zone: string): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'cardstock-build-'))
  try {
    for (const each of SOURCES) cpSync(join(ROOT, each), join(folder, each), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    for (const mode of ['companion', 'sandbox'])
      await promisify(execFile)(execPath, [VITE, 'build', '--mode', mode], {
        cwd: folder,
        env: { PATH: env.PATH, TZ: zone },
      })
    const files = globSync('dist/**/*.*', { cwd: folder })
    return new Map(files.sort().map((path) => [path, readFileSync(join(folder, path), 'latin1')]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('R23 two builds, in two folders and time zones, are equal byte for byte', async () => {
  const [one, other] = await Promise.all([built('UTC'), built('Asia/Kathmandu')])
  expect(one.size).toBeGreaterThan(4)
  expect([...other.keys()]).toEqual([...one.keys()])
  expect([...one].filter(([path, text]) => other.get(path) !== text).map(([path]) => path)).toEqual(
    [],
  )
}, 120_000)
