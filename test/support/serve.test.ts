import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { serve, stop } from './serve.ts'

test('a process that was ended by a signal is waited for no more', async () => {
  const serving = await serve('{ workers: 0, drainMs: 0 }')
  const exited = once(serving.child, 'exit')
  serving.child.kill('SIGKILL')
  await exited
  expect(await stop(serving)).toBeNull()
})

test('a process that says it listens, and does not answer, is ended', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'cardstock-')), 'pid')
  // Nobody listens at that port. It stays under the id of the shell.
  const claims = `echo $$ > ${file}; echo "listening on http://127.0.0.1:1" >&2; exec sleep 600`
  await expect(serve('', { through: ['/bin/sh', '-c', claims] })).rejects.toThrow()
  expect(() => process.kill(Number(readFileSync(file, 'utf8')), 0)).toThrow('ESRCH')
})
