import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { bareService, bareRule as rule } from '../../test/support/bare-rule.ts'
import { registryOf } from '../../test/support/make-app.ts'
import { ruleHealth } from '../engine/rule-health.ts'
import type { Member } from './member.ts'
import { outsideHeap } from './outside-heap.ts'
import { patrol } from './patrol.ts'
import { enterRule, slotsFor } from './slots.ts'
import { UNSEEN } from './watchdog.ts'

const MIB = 2 ** 20
/** Takes as many MiB outside its heap as it is told, and keeps them. */
const TAKES = `
  const { parentPort } = require('node:worker_threads')
  const kept = []
  parentPort.on('message', (mib) => {
    for (let n = 0; n < mib; n += 20) kept.push(Buffer.alloc(20 * 2 ** 20))
    parentPort.postMessage('taken')
  })`

let worker: Worker
let member: Member
let looks: number
let stop: () => void
beforeEach(async () => {
  worker = new Worker(TAKES, { eval: true })
  const state = { state: 'ready', watch: UNSEEN, thread: undefined, fault: undefined }
  const slots = slotsFor(2)
  member = { ...state, slots, worker, calls: new Map(), end() {} } as unknown as Member
  const service = bareService('x')
  const registry = registryOf([{ service, rules: [rule('a')] }])
  const clock = () => performance.now()
  looks = 0
  await take(300)
  stop = patrol({
    members: new Set([member]),
    health: ruleHealth(registry, clock, () => {}),
    ruleBudgetMs: 600_000,
    clock,
    passOn: () => true,
    each: () => {
      looks += 1
    },
  })
})
afterEach(async () => {
  stop()
  await worker.terminate()
})

async function take(mib: number): Promise<void> {
  const taken = once(worker, 'message')
  worker.postMessage(mib)
  await taken
}

/** After some more looks, and as many weighings by somebody else. */
async function looked(times: number): Promise<void> {
  for (const until = looks + times; looks < until; ) await outsideHeap(worker)
}

test('T23 a rule is not blamed for what its worker had in use before, but for what comes while it is at work', async () => {
  expect(await outsideHeap(worker)).toBeGreaterThan(256 * MIB)
  enterRule(member.slots, 0, 1)
  await looked(9)
  expect(member.fault).toBeUndefined()
  await take(300)
  while (member.fault === undefined) await looked(1)
  expect(member.fault).toBe('memory')
})

test('T23 nor for what came while others were at work', async () => {
  for (let call = 1; call < 4; call += 1) {
    enterRule(member.slots, 0, call)
    await looked(4)
    enterRule(member.slots, 0, call + 10)
    await take(140)
    await looked(4)
  }
  expect(member.fault).toBeUndefined()
})
