import { beforeEach, describe, expect, test } from '@jest/globals'
import { bareService, bareRule as rule } from '../../test/support/bare-rule.ts'
import { registryOf } from '../../test/support/make-app.ts'
import { cautionFor, giveBack, pass } from '../engine/gates.ts'
import { emptyReport } from '../engine/report.ts'
import { type RuleHealth, ruleHealth } from '../engine/rule-health.ts'
import type { Call } from './call.ts'
import { losses } from './losses.ts'
import type { Member } from './member.ts'
import { beginWaiting, enterRule, leaveRule, slotsFor } from './slots.ts'
import { UNSEEN } from './watchdog.ts'

const service = bareService('x')
const registry = registryOf([{ service, rules: [rule('a'), rule('b')] }])
const [A, B] = [0, 1]
const OUT_OF_MEMORY = Object.assign(new Error('full'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })

const LARGE = 2

let health: RuleHealth
let lost: ReturnType<typeof losses>
let again: number[]
let finished: number[]
let told: string[]
beforeEach(() => {
  again = []
  finished = []
  told = []
  health = ruleHealth(
    registry,
    () => 0,
    () => {},
  )
  lost = losses({
    health,
    clients: { idOf: (number) => `client-${number}` },
    runAgain: ({ id }) => again.push(id),
    finish: ({ id }) => finished.push(id),
    ruleBudgetMs: 250,
    told: (why, rules, { name }) => told.push(`${why} ${rules.join()} ${name}`),
  })
})

function callOf(id: number): Call {
  const [loaded] = registry.values()
  const call = { id, text: '', service: loaded, barred: new Map(), losses: 0, innocentLosses: 0 }
  return { ...call, begun: undefined, made: new Map() } as unknown as Call
}

/** A worker that was at this rule for the first of its calls; -1: at none. */
function memberAt(rule: number, ...calls: readonly Call[]): Member {
  return memberAfter(250, rule, ...calls)
}

/** The same, where the rule had so many ms. */
function memberAfter(ruleMs: number, rule: number, ...calls: readonly Call[]): Member {
  const slots = slotsFor(health.numbers.names.length)
  if (rule >= 0) enterRule(slots, rule, calls[0]?.id ?? 0)
  const watch = { ...UNSEEN, ruleMs }
  return { slots, watch, calls: new Map(calls.map((each) => [each.id, each])) } as unknown as Member
}

describe('R18 a worker that is no more', () => {
  test('costs the call whose rule was at work that rule, and the others nothing', () => {
    const [own, other] = [callOf(1), callOf(2)]
    lost.lost(memberAt(A, own, other), 'hung')
    expect([[...own.barred], [...other.barred]]).toEqual([[[A, 'late']], []])
    expect([again, finished]).toEqual([[1, 2], []])
    expect(told).toEqual(['hung x/a HungError'])
  })

  test('without a rule at work, those that had promises open are blamed in all its calls', () => {
    const calls = [callOf(1), callOf(2)]
    const member = memberAt(-1, ...calls)
    beginWaiting(member.slots, B)
    leaveRule(member.slots)
    lost.lost(member, undefined, new Error('gone'))
    expect(calls.map(({ barred }) => [...barred])).toEqual([[[B, 'failed']], [[B, 'failed']]])
    expect(told).toEqual(['ended x/b EndedError'])
  })

  test.each([
    ['for want of memory', 0, undefined, OUT_OF_MEMORY, 'failed'],
    ['as hung, on a busy machine', 100, 'hung', undefined, 'late'],
    ['for memory outside its heap', 250, 'memory', undefined, 'failed'],
  ] as const)(
    '%s, where its rule may not be the cause, has it tried once more',
    (_, ruleMs, fault, why, barred) => {
      const own = callOf(1)
      lost.lost(memberAfter(ruleMs, A, own), fault, why)
      expect([...own.barred]).toEqual([])
      lost.lost(memberAfter(ruleMs, A, own), fault, why)
      expect([...own.barred]).toEqual([[A, barred]])
      expect(again).toEqual([1, 1])
    },
  )

  test('for want of memory that its rule had the time to fill, has it tried no more', () => {
    const own = callOf(1)
    lost.lost(memberAfter(60, A, own), undefined, OUT_OF_MEMORY)
    expect([...own.barred]).toEqual([[A, 'failed']])
    expect(told).toEqual(['ended x/a OutOfMemoryError'])
  })

  test('a call in bad company is run again as often as it takes, without those who ended workers', () => {
    const own = callOf(9)
    for (let n = 0; n < 9; n += 1) lost.lost(memberAt(A, callOf(n), own), 'hung')
    expect(finished).toEqual([])
    expect(again.filter((id) => id === 9)).toHaveLength(9)
    expect([...own.barred]).toEqual([[A, 'failed']])
  })

  test('a call that nobody else explains is answered with what has arrived at last', () => {
    const own = callOf(1)
    for (let n = 0; n < 5; n += 1) lost.lost(memberAt(-1, own), undefined, new Error('gone'))
    expect([again, finished]).toEqual([[1, 1, 1, 1], [1]])
    expect([lost.restarts, lost.reruns]).toEqual([5, 5])
  })

  test('by a large input costs its rule for such inputs of that client, and for nobody else', () => {
    const own = callOf(1)
    for (let n = 0; n < 3; n += 1) {
      const member = memberAt(LARGE + A, own)
      enterRule(member.slots, LARGE + A, own.id, 7)
      lost.lost(member, 'hung')
    }
    expect([...own.barred]).toEqual([[LARGE + A, 'late']])
    const passage = (client: string) => pass(health.gates, LARGE + A, 1, health.gatesOf(client))
    expect([passage('client-7'), passage('client-8')]).toEqual(['closed', 'held'])
    expect(health.suspended()).toEqual([])
    expect(cautionFor(health.gates, A)).toBe(1)
    expect(told).toEqual(Array(3).fill('hung x/a HungError'))
  })

  test('with promises of large inputs open, is the fault of their client; of several, of none', () => {
    const loses = (...clients: readonly number[]) => {
      const member = memberAt(-1, callOf(1))
      // Whoever sent the last large input to another rule has nothing to do with it.
      enterRule(member.slots, LARGE + B, 1, 8)
      leaveRule(member.slots)
      for (const client of clients) beginWaiting(member.slots, LARGE + A, client)
      lost.lost(member, undefined, new Error('gone'))
    }
    const passage = (client: string) => pass(health.gates, LARGE + A, 1, health.gatesOf(client))
    for (let n = 0; n < 9; n += 1) loses(7, 8)
    expect(passage('client-7')).toBe('held')
    giveBack(health.gates, 1)
    for (let n = 0; n < 3; n += 1) loses(7, 7)
    expect([passage('client-7'), passage('client-8')]).toEqual(['closed', 'held'])
    expect(health.suspended()).toEqual([])
  })

  test('nothing is run again for the rule that is not to be', () => {
    const own = callOf(1)
    own.begun = { rules: ['a', 'b'], report: emptyReport('x') } as unknown as NonNullable<
      Call['begun']
    >
    own.made.set('b', {} as never)
    lost.lost(memberAt(A, own), 'hung')
    expect([again, finished]).toEqual([[], [1]])
  })
})
