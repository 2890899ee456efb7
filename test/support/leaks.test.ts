import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { CANARY, planted, watchLeaks } from './leaks.ts'

function run(code: string, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'cardstock-leaks-'))
  writeFileSync(join(folder, 'file'), text)
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'pipe'] })
  return watchLeaks({ child, url: '', env: { CARDSTOCK_DATA: folder } })
}

test('a canary is seen on both streams, also in two pieces, and in files', async () => {
  const code = `console.error('${CANARY}'); process.stdout.write('${CANARY.slice(0, 5)}')
    setImmediate(() => process.stdout.write('${CANARY.slice(5).toUpperCase()}'))`
  expect(await run(code, `x${CANARY}`).found()).toEqual(['stdout', 'stderr', 'file'])
})

test('nothing is seen where nothing is', async () => {
  expect(await run("console.log('zaphodine')", 'quux').found()).toEqual([])
})

test('a planted request names patient, user and call by canaries', () => {
  const text =
    '{"hookInstance":"1","context":{"userId":"Practitioner/p1","patientId":"ada"},"gender":1}'
  expect(planted(text).split(CANARY)).toHaveLength(5)
  expect(JSON.parse(planted(text)).context.patientId).toBe(`${CANARY}-ada`)
})
