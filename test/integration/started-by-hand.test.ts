import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { NODE_FLAGS } from '../../src/cli/node-flags.ts'
import { MAIN } from '../support/serve.ts'

let running: ChildProcess | undefined
afterEach(() => {
  running?.kill('SIGKILL')
})

/** The bin as a person starts it, where crashes would leave memory images; resolves when it listens. */
async function byHand(env: NodeJS.ProcessEnv = {}) {
  const own = { PORT: '0', CARDSTOCK_DATA: mkdtempSync(join(tmpdir(), 'cardstock-')), ...env }
  const child = spawn(
    '/bin/sh',
    ['-c', 'ulimit -S -c unlimited; exec "$@"', 'sh', process.execPath, MAIN, 'serve'],
    { env: { ...process.env, ...own }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  running = child
  const said: string[] = []
  child.stderr.setEncoding('utf8')
  const listening = new Promise<void>((resolve) =>
    child.stderr.on('data', (text: string) => {
      said.push(text)
      if (text.includes('listening on')) resolve()
    }),
  )
  await Promise.race([listening, once(child, 'exit')])
  const of = (name: string) => readFileSync(`/proc/${child.pid}/${name}`, 'utf8')
  return { child, said, of }
}

test('T10 T22 serve runs with the flags of the service, writes no memory image, and stops as it was', async () => {
  const { child, said, of } = await byHand()
  expect(of('cmdline').split('\0')).toEqual(expect.arrayContaining([...NODE_FLAGS]))
  expect(of('limits')).toMatch(/^Max core file size +0 /m)
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(said.join('')).not.toMatch(/warning/i)
})

test('T22 no signal opens a debugger', async () => {
  const { child, said } = await byHand()
  const exited = once(child, 'exit')
  child.kill('SIGUSR1')
  child.kill('SIGTERM')
  await exited
  expect(said.join('')).not.toContain('Debugger')
})

test('bounds of the operator’s own stand', async () => {
  const { child, of } = await byHand({ NODE_OPTIONS: '--max-old-space-size=300' })
  expect(of('cmdline')).not.toContain('max-old-space-size')
  expect(of('cmdline')).toContain('--disable-proto=delete')
  const exited = once(child, 'exit')
  child.kill('SIGINT')
  expect(await exited).toEqual([0, null])
})
