import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve, stop } from '../support/serve.ts'
import { clientOf } from './client.ts'
import { type Check, check, type Soak } from './soak.ts'

const FEEDBACK = '/cds-services/cardiometabolic-risk/feedback'

/** Throws where system calls cannot be traced. */
export function needStrace(): void {
  try {
    execFileSync('strace', ['-qq', '-e', 'trace=none', 'true'])
  } catch (error) {
    throw new Error('This needs strace and the right to trace (ptrace)', { cause: error })
  }
}

/** Runs the process under strace, which writes the calls named to a file; the process stays our child. */
export function traced(file: string, ...args: readonly string[]): readonly string[] {
  return ['strace', '-D', '-f', '-qq', '-o', file, ...args]
}

export const fsync: Soak<{ requests: number }> = {
  promise: 'R7',
  title: 'an acknowledged feedback is synced to the disk first',
  options: { requests: 200 },
  async run({ requests }): Promise<readonly Check[]> {
    needStrace()
    const file = join(mkdtempSync(join(tmpdir(), 'cardstock-strace-')), 'calls')
    const serving = await serve('', { through: traced(file, '-e', 'trace=fsync,fdatasync') })
    const client = clientOf(serving.url, 1)
    const syncs = () =>
      [...readFileSync(file, 'utf8').matchAll(/^\d+ +(?:fsync|fdatasync)\(\d+\) += 0$/gm)].length
    const began = syncs()
    let before = began
    let unsynced = 0
    for (let n = 0; n < requests; n += 1) {
      const entry = {
        card: `c${n}`,
        outcome: 'overridden',
        outcomeTimestamp: '2026-11-24T12:00:00Z',
      }
      const { status } = await client.post(FEEDBACK, JSON.stringify({ feedback: [entry] }))
      const now = syncs()
      if (status !== 200 || now <= before) unsynced += 1
      before = now
    }
    client.close()
    const code = await stop(serving)
    return [
      check('feedback acknowledged, one after the other', requests, true),
      check('syncs meanwhile', before - began, before - began >= requests),
      check('acknowledged without a sync of its own', unsynced, unsynced === 0),
      check('exit', String(code), code === 0),
    ]
  },
}
