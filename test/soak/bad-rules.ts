import { setTimeout as pause } from 'node:timers/promises'
import { BAD_RULES } from '../resilience/rule-torture/bad-rules.ts'
import { call, orderSign } from '../resilience/rule-torture/calls.ts'
import { type Serving, serve, stop } from '../support/serve.ts'
import { servicesWith } from '../support/services-with.ts'
import { type Check, check, type Soak } from './soak.ts'

/** One that never ends, one without bound, one that throws when nobody waits, one that returns rubbish. */
const TOGETHER = ['loop', 'heap', 'timeout', 'rubbish-number']
const SERVICE = 'medication-safety'
/** Of open mode, ms. */
const DEADLINE = 2000

/** The cards of the real rules alone, and a server that has the four bad ones too. */
export async function fourBadRules(
  config: string,
): Promise<{ readonly expected: readonly string[]; readonly serving: Serving }> {
  const plain = await serve(config)
  const { real: expected } = await call(plain.url, SERVICE, orderSign())
  await stop(plain)
  const rules = TOGETHER.map((name) => ({
    name,
    body: BAD_RULES[name]?.body ?? '',
    onlyIfNamed: false,
  }))
  const serving = await serve(config, {
    env: { CARDSTOCK_SERVICES: servicesWith(SERVICE, rules) },
  })
  while (!(await fetch(`${serving.url}/readyz`)).ok) await pause(20)
  return { expected, serving }
}

export const badRules: Soak<{ perSecond: number; seconds: number }> = {
  promise: 'R18',
  title: 'four bad rules beside the real ones, at all calls',
  options: { perSecond: 50, seconds: 60 },
  async run({ perSecond, seconds }, say): Promise<readonly Check[]> {
    const { expected, serving } = await fourBadRules('{ workers: 2 }')
    const replies: { readonly dueMs: number; readonly ms: number; readonly isWhole: boolean }[] = []
    const began = performance.now()
    const one = async (dueMs: number): Promise<void> => {
      const { status, real } = await call(serving.url, SERVICE, orderSign())
      const isWhole = status === 200 && real.join('\n') === expected.join('\n')
      replies.push({ dueMs, ms: performance.now() - began - dueMs, isWhole })
    }
    const open: Promise<void>[] = []
    for (let n = 0; n < perSecond * seconds; n += 1) {
      const dueMs = (n * 1000) / perSecond
      const early = dueMs - (performance.now() - began)
      if (early > 1) await pause(early)
      open.push(one(dueMs))
    }
    await Promise.all(open)
    const state = (await (await fetch(`${serving.url}/readyz`)).json()) as {
      status: string
      suspended?: readonly string[]
    }
    const workers = (await (await fetch(`${serving.url}/metrics`)).text())
      .split('\n')
      .filter((line) => line.startsWith('cardstock_workers{'))
      .map((line) => line.replace(/^cardstock_workers\{count="(\w+)"\}/, '$1'))
    say(workers.join(', '))
    const code = await stop(serving)

    const ms = replies.map((reply) => reply.ms).toSorted((a, b) => a - b)
    const at = (share: number) => ms[Math.floor(ms.length * share)] ?? Number.NaN
    const whole = replies.filter(({ isWhole }) => isWhole).length
    const bare = replies.filter(({ isWhole }) => !isWhole).map(({ dueMs }) => dueMs)
    if (bare.length > 0)
      say(`without them: calls of ${Math.min(...bare)} to ${Math.max(...bare)} ms after the begin`)
    const late = ms.filter((each) => each > DEADLINE).length
    return [
      check('calls', replies.length, replies.length === perSecond * seconds),
      check("with the real rules' cards", whole, whole === replies.length),
      check('later than the deadline', late, late === 0),
      check(
        'p50, p99 and longest, ms',
        [at(0.5), at(0.99), ms.at(-1) ?? Number.NaN].map((each) => each.toFixed(1)).join(', '),
        at(0.99) < DEADLINE,
      ),
      check('suspended', state.suspended?.length ?? 0, state.suspended?.length === TOGETHER.length),
      check('ready', state.status, state.status === 'ok'),
      check('exit', String(code), code === 0),
    ]
  },
}
