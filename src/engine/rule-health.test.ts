import { beforeEach, describe, expect, test } from '@jest/globals'
import { bareService, bareRule as rule } from '../../test/support/bare-rule.ts'
import { registryOf } from '../../test/support/make-app.ts'
import { cautionFor, giveBack, pass } from './gates.ts'
import { emptyReport, type RuleReport } from './report.ts'
import { healthGuard, type RuleHealth, ruleHealth } from './rule-health.ts'

const S = 1000
const FAULT = { name: 'TypeError', at: 'services/x/rules/a/rule.ts:3' }
const service = bareService
const registry = registryOf([
  { service: service('x'), rules: [rule('a'), rule('b')] },
  { service: service('y'), rules: [rule('a')] },
])

let now: number
let told: string[]
let health: RuleHealth
beforeEach(() => {
  now = 5 * S
  told = []
  health = ruleHealth(
    registry,
    () => now,
    (id, name, { to, forMs }, fault, client) =>
      told.push([`${id}/${name} ${to} ${forMs} ${fault?.name}`, client].filter(Boolean).join(' ')),
  )
})

/** Each has come back well once. */
function proved(): void {
  for (const [id, { rules }] of registry) for (const each of rules) saw(id, each.rule.id)
}

const number = (id: string, name: string) => health.numbers.find(id, name)
const saw = (id: string, name: string, more: Partial<RuleReport> = {}) =>
  health.saw({
    ...emptyReport(id),
    rules: [{ rule: name, state: 'evaluated', ms: 1, cards: 0, ...more }],
  })
const failed = (id: string, name: string) => saw(id, name, { state: 'failed', fault: FAULT })
const gate = (id: string, name: string, worker = 1) => pass(health.gates, number(id, name), worker)
const caution = (id: string, name: string) => cautionFor(health.gates, number(id, name))
const suspend = () => {
  for (let n = 0; n < 3; n += 1) failed('x', 'a')
}

describe('R18 rules that never came back well', () => {
  test('run after those that did, in one worker at a time, and are waited for', () => {
    saw('x', 'b')
    expect([caution('x', 'a'), caution('x', 'b')]).toEqual([1, 0])
    expect([gate('x', 'a', 1), gate('x', 'a', 2), gate('x', 'b', 2)]).toEqual([
      'first',
      'later',
      'free',
    ])
    // It has been at work for long: the others go on waiting, and do not try it themselves.
    health.doubt(number('x', 'a'), 2 * S)
    now += 2 * S
    health.look()
    expect(gate('x', 'a', 2)).toBe('later')
    health.endedWorker(number('x', 'a'), 60 * S)
    expect(caution('x', 'a')).toBe(3)
  })

  test('are like all others when they have, and only then', () => {
    failed('x', 'a')
    saw('x', 'a', { state: 'not-evaluated' })
    saw('x', 'a', { state: 'late' })
    expect(caution('x', 'a')).toBe(1)
    saw('x', 'a')
    expect([caution('x', 'a'), gate('x', 'a')]).toEqual([0, 'free'])
  })

  test('are new again when a doubt is over, but not when they came back well meanwhile', () => {
    for (const name of ['a', 'b']) health.endedWorker(number('x', name), 60 * S)
    saw('x', 'b')
    expect([caution('x', 'a'), caution('x', 'b')]).toEqual([3, 3])
    now += 60 * S
    health.look()
    expect([caution('x', 'a'), caution('x', 'b')]).toEqual([1, 0])
  })

  test('prove themselves in a trial too', () => {
    suspend()
    now += 30 * S
    health.look()
    expect(gate('x', 'a')).toBe('held')
    saw('x', 'a')
    expect(caution('x', 'a')).toBe(0)
  })

  test('have nothing to prove for large inputs', () => {
    expect(cautionFor(health.gates, health.numbers.find('x', 'a', true))).toBe(0)
  })
})

describe('R18 the health of rules', () => {
  beforeEach(proved)

  test('the third fault in a minute closes the gate of that rule of that service, and is told', () => {
    suspend()
    expect(told).toEqual(['x/a suspended 30000 TypeError'])
    expect(health.suspended()).toEqual([{ service: 'x', rule: 'a' }])
    expect([gate('x', 'a'), gate('x', 'b'), gate('y', 'a')]).toEqual(['closed', 'free', 'free'])
  })

  test('a fault that was counted when the worker ended does not count again with the answer', () => {
    const barred = { state: 'failed', fault: { name: 'BarredError', at: 'x' } } as const
    for (let n = 0; n < 9; n += 1) saw('x', 'a', barred)
    expect(told).toEqual([])
  })

  test('a fault of nobody, and a rule that nobody knows, change nothing', () => {
    for (let n = 0; n < 9; n += 1) {
      health.fault(-1, FAULT)
      health.doubt(-1, 60 * S)
      health.endedWorker(-1, 60 * S)
      failed('z', 'a')
    }
    expect([told, health.suspended(), health.workerEnders()]).toEqual([[], [], []])
  })

  test('when its time is up one call may try it; well, and it is back for all', () => {
    suspend()
    now += 29_999
    health.look()
    expect(gate('x', 'a')).toBe('closed')
    now += 1
    health.look()
    expect([gate('x', 'a', 1), gate('x', 'a', 2)]).toEqual(['held', 'closed'])
    saw('x', 'a')
    expect(told.slice(1)).toEqual(['x/a trial 0 undefined', 'x/a well 0 undefined'])
    expect([gate('x', 'a', 2), health.suspended()]).toEqual(['free', []])
  })

  test('a trial that ends badly closes it for twice as long', () => {
    suspend()
    now += 30 * S
    health.look()
    failed('x', 'a')
    expect(told.at(-1)).toBe('x/a suspended 60000 TypeError')
    now += 59 * S
    health.look()
    expect(gate('x', 'a')).toBe('closed')
    now += 1 * S
    health.look()
    expect(gate('x', 'a')).toBe('held')
  })

  test('another rule that runs well does not decide the trial', () => {
    suspend()
    now += 30 * S
    health.look()
    saw('x', 'b')
    saw('y', 'a')
    saw('x', 'a', { state: 'not-evaluated' })
    expect(health.suspended()).toEqual([{ service: 'x', rule: 'a' }])
  })

  test('doubt lasts for its time, and the longer one holds', () => {
    health.endedWorker(number('x', 'a'), 60 * S)
    health.doubt(number('x', 'a'), 2 * S)
    now += 59 * S
    health.look()
    expect(caution('x', 'a')).toBe(3)
    expect(health.workerEnders()).toEqual([number('x', 'a')])
    now += 1 * S
    health.look()
    expect([gate('x', 'a'), health.workerEnders()]).toEqual(['free', []])
  })

  test('one that is only slow runs after the others, but has ended no worker', () => {
    health.doubt(number('x', 'b'), 2 * S)
    expect(caution('x', 'b')).toBe(2)
    expect(health.workerEnders()).toEqual([])
    // The next is to wait for it, while one that did end a worker would be left out.
    expect([gate('x', 'b', 1), gate('x', 'b', 2)]).toEqual(['held', 'later'])
    health.endedWorker(number('x', 'b'), 2 * S)
    expect(gate('x', 'b', 2)).toBe('busy')
  })

  test('one that was slow and came back well is as before; one that ended a worker is not', () => {
    health.doubt(number('x', 'b'), 2 * S)
    saw('x', 'a')
    expect(caution('x', 'b')).toBe(2)
    saw('x', 'b')
    expect(gate('x', 'b')).toBe('free')
    health.endedWorker(number('x', 'b'), 60 * S)
    saw('x', 'b')
    expect(caution('x', 'b')).toBe(3)
  })

  test('neither doubt nor its end opens a closed gate; a good trial ends both', () => {
    suspend()
    health.doubt(number('x', 'a'), 2 * S)
    expect(gate('x', 'a')).toBe('closed')
    now += 2 * S
    health.look()
    expect(gate('x', 'a')).toBe('closed')
    health.endedWorker(number('x', 'a'), 600 * S)
    now += 28 * S
    health.look()
    saw('x', 'a')
    expect([gate('x', 'a'), health.workerEnders()]).toEqual(['free', []])
  })

  test('in the process itself a doubtful rule runs, and a suspended one does not', () => {
    const guard = healthGuard(health, 250, 'one')
    const loaded = health.numbers.rules[number('x', 'a')]?.loaded
    if (loaded === undefined) throw new Error('no such rule')
    health.doubt(number('x', 'a'), 60 * S)
    expect([guard.barred(loaded, S), guard.barred(loaded, S)]).toEqual([undefined, undefined])
    suspend()
    expect([guard.caution(loaded), guard.barred(loaded, S)]).toEqual([3, 'suspended'])
    now += 30 * S
    health.look()
    expect([guard.barred(loaded, S), guard.barred(loaded, S)]).toEqual([undefined, 'suspended'])
  })
})

describe('R18 faults on large inputs', () => {
  beforeEach(proved)

  const sawLarge = (client: string, more: Partial<RuleReport> = {}) =>
    health.saw(
      { ...emptyReport('x'), rules: [{ rule: 'a', state: 'evaluated', ms: 1, cards: 0, ...more }] },
      client,
    )
  const suspendFor = (client: string) => {
    for (let n = 0; n < 3; n += 1) sawLarge(client, { state: 'failed', fault: FAULT })
  }
  const large = () => health.numbers.find('x', 'a', true)
  const largeGate = (client: string, worker = 1) =>
    pass(health.gates, large(), worker, health.gatesOf(client))

  test('suspend the rule for such inputs of that client; for all else it goes on', () => {
    suspendFor('one')
    expect(told).toEqual(['x/a suspended 30000 TypeError one'])
    expect([largeGate('one'), largeGate('another')]).toEqual(['closed', 'free'])
    expect([gate('x', 'a'), health.suspended()]).toEqual(['free', []])
  })

  test('of several clients are counted apart, and apart from those on ordinary inputs', () => {
    for (const client of ['one', 'another'])
      for (let n = 0; n < 2; n += 1) sawLarge(client, { state: 'failed', fault: FAULT })
    for (let n = 0; n < 2; n += 1) failed('x', 'a')
    expect(told).toEqual([])
    failed('x', 'a')
    expect(told).toEqual(['x/a suspended 30000 TypeError'])
    expect(pass(health.gates, large(), 1)).toBe('free')
  })

  test('are tried again when the time is up, and a good one of that client ends it', () => {
    suspendFor('one')
    now += 30 * S
    health.look()
    expect([largeGate('one', 1), largeGate('one', 2)]).toEqual(['held', 'closed'])
    giveBack(health.gates, 1)
    saw('x', 'a')
    sawLarge('another')
    sawLarge('one')
    expect(told.slice(1)).toEqual(['x/a trial 0 undefined one', 'x/a well 0 undefined one'])
    now += S
    suspendFor('one')
    expect(told.at(-1)).toBe('x/a suspended 30000 TypeError one')
  })

  test('are tried by one call at a time, in one worker at a time, whichever trial it is', () => {
    health.endedWorker(large(), 600 * S)
    suspendFor('one')
    suspendFor('another')
    for (const pauseS of [30, 60, 120, 240]) {
      now += pauseS * S
      health.look()
      const tries = [largeGate('one', 1), largeGate('another', 2), largeGate('one', 2)]
      expect(tries).toEqual(['held', 'busy', 'closed'])
      giveBack(health.gates, 1)
      expect([largeGate('one', 2), largeGate('another', 2)]).toEqual(['closed', 'held'])
      giveBack(health.gates, 2)
      sawLarge('one', { state: 'failed', fault: FAULT })
      sawLarge('another', { state: 'failed', fault: FAULT })
    }
  })

  test('are offered for trial again where a trial came to nothing, and told only then', () => {
    suspendFor('one')
    for (let n = 0; n < 3; n += 1) {
      now += 30 * S
      health.look()
    }
    expect(told.slice(1)).toEqual(['x/a trial 0 undefined one'])
    expect([largeGate('one', 1), largeGate('one', 1)]).toEqual(['held', 'closed'])
    giveBack(health.gates, 1)
    now += 30 * S
    health.look()
    expect([told.length, largeGate('one', 2)]).toEqual([3, 'held'])
  })

  test('put the rule in doubt for large inputs alone', () => {
    health.endedWorker(large(), 60 * S)
    expect([cautionFor(health.gates, large()), gate('x', 'a')]).toEqual([3, 'free'])
  })

  test('in the process itself too', () => {
    const loaded = health.numbers.rules[number('x', 'a')]?.loaded
    if (loaded === undefined) throw new Error('no such rule')
    suspendFor('one')
    const barred = (client: string, isLarge: boolean) => {
      const guard = healthGuard(health, 250, client)
      guard.sized(isLarge)
      return guard.barred(loaded, S)
    }
    expect([barred('one', true), barred('another', true), barred('one', false)]).toEqual([
      'suspended',
      undefined,
      undefined,
    ])
  })
})
