import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { fuzz } from '../soak/fuzz.ts'
import { broken } from '../soak/soak.ts'

const RUN = fileURLToPath(new URL('../soak/run.ts', import.meta.url))
const BODIES = 20_000

test(`R2 ${BODIES} generated bodies: never a 5xx, every answer of the wire's form`, async () => {
  expect(await broken(fuzz, { bodies: BODIES, seed: 20_261_124 })).toEqual([])
}, 300_000)

// In a process of its own: here the coverage of all that Jest has loaded would be looked through each time.
test('R2 guided by coverage: no guard lets through what it may not, none throws what it may not', async () => {
  const words = ['--no-warnings', RUN, 'guided', 'inputs=500', 'seconds=0']
  const { stdout } = await promisify(execFile)(process.execPath, words)
  expect(stdout.match(/^ {2}holds {3}/gm)).toHaveLength(8)
}, 300_000)
