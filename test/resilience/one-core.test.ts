import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { type Serving, serve, stop } from '../support/serve.ts'
import { servicesWith, titleOf } from '../support/services-with.ts'
import { call, orderSign } from './rule-torture/calls.ts'

const SERVICE = 'medication-safety'
const CONFIG = '{ workers: 1, openMode: { deadlineMs: 30000 } }'

let serving: Serving | undefined
afterEach(() => {
  serving?.child.kill('SIGKILL')
})

const ALLOWED = /^Cpus_allowed_list:\s*(\S+)/m
/** The first of the processors that we may use ourselves: in a container that need not be 0. */
const ONE = String(
  Number.parseInt(ALLOWED.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '', 10),
)

/** The processors that every thread of a process may use, as the kernel names them. */
function processorsOf(pid: number | undefined): readonly (string | undefined)[] {
  const threads = execFileSync('ls', [`/proc/${pid}/task`], { encoding: 'utf8' })
    .trim()
    .split('\n')
  return threads.map(
    (thread) => ALLOWED.exec(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'))?.[1],
  )
}

test('R18 on one core a rule that loops costs its own cards and no others', async () => {
  const loop = { name: 'loop', body: 'for (;;);', onlyIfNamed: false }
  serving = await serve(CONFIG, {
    env: { CARDSTOCK_SERVICES: servicesWith(SERVICE, [loop]) },
    // Of util-linux, which every Debian has: where it is not there, this fails and is not skipped.
    through: ['taskset', '-c', ONE],
  })
  expect([...new Set(processorsOf(serving.child.pid))]).toEqual([ONE])
  const { url } = serving
  const replies = []
  for (let n = 0; n < 6; n += 1) replies.push(await call(url, SERVICE, orderSign()))
  const [first] = replies
  expect(first?.real.length).toBeGreaterThan(0)
  for (const { status, real, gap } of replies) {
    expect([status, real]).toEqual([200, first?.real])
    expect(gap).toContain(titleOf('loop'))
  }
  // The loop had ended the first worker before there was a second.
  while (!(await fetch(`${url}/readyz`)).ok) await pause(20)
  expect(await stop(serving)).toBe(0)
})
