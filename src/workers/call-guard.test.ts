import { beforeEach, describe, expect, test } from '@jest/globals'
import { bareService, bareRule as rule } from '../../test/support/bare-rule.ts'
import { registryOf } from '../../test/support/make-app.ts'
import { gatesFor, giveBack, setGate, setStandby } from '../engine/gates.ts'
import type { Barred } from '../engine/rule-guard.ts'
import { numbered } from '../engine/rule-numbers.ts'
import { callGuard } from './call-guard.ts'
import { callAtWork, ruleAtWork, slotsFor, waitingRules } from './slots.ts'

const service = bareService('guarded')
const numbers = numbered(registryOf([{ service, rules: [rule('a'), rule('b')] }]))
const [A, B] = [0, 1]
const MS = 60_000
const loaded = (number: number) => {
  const found = numbers.rules[number]?.loaded
  if (found === undefined) throw new Error('no such rule')
  return found
}

const ONE = { isAlone: true, free: [1] }

let gates: ReturnType<typeof gatesFor>
let slots: ReturnType<typeof slotsFor>
beforeEach(() => {
  gates = gatesFor(numbers)
  slots = slotsFor(numbers.names.length)
})

const CLIENT = { client: 3, gates: gatesFor(numbers) }
const guard = (worker: number, barred?: readonly (readonly [number, Barred])[], freezes = false) =>
  callGuard({ slots, gates, numbers, budgetMs: 250, number: worker }, 7, freezes, CLIENT, barred)

describe('R18 the guard of a call', () => {
  test('writes down the rule at work and its call, and its open promises once', () => {
    const each = guard(1)
    each.enter(loaded(B))
    expect([ruleAtWork(slots), callAtWork(slots)]).toEqual([B, 7])
    each.leave()
    expect(ruleAtWork(slots)).toBe(-1)
    const [over, other] = [each.waits(loaded(B)), each.waits(loaded(B))]
    over()
    over()
    expect(waitingRules(slots)).toEqual([B])
    other()
    expect(waitingRules(slots)).toEqual([])
  })

  test('bars what ended an earlier try, whatever the gate says, and leaves the gate alone', () => {
    setGate(gates, A, 'trial')
    expect(guard(1, [[A, 'failed']]).barred(loaded(A), MS)).toBe('failed')
    expect(guard(1, [[B, 'late']]).barred(loaded(B), MS)).toBe('late')
    // The trial is still to be had.
    expect(guard(2).barred(loaded(A), MS)).toBeUndefined()
    expect(guard(1).barred(loaded(A), MS)).toBe('suspended')
  })

  test('runs a doubtful rule in one call at a time, until that is through', () => {
    setGate(gates, A, 'doubtful')
    const [first, second, same] = [guard(1), guard(2), guard(1)]
    expect([first, second, same].map((each) => each.barred(loaded(A), MS))).toEqual([
      undefined,
      'late',
      'late',
    ])
    // Another rule, or a call that was not let through, gives nothing back.
    first.through(loaded(B))
    same.through(loaded(A))
    second.through(loaded(A))
    expect(guard(2).barred(loaded(A), MS)).toBe('late')
    first.through(loaded(A))
    expect(guard(2).barred(loaded(A), MS)).toBeUndefined()
  })

  test('runs one doubtful rule after another in the same call', () => {
    for (const each of [A, B]) setGate(gates, each, 'doubtful')
    const each = guard(1)
    for (const number of [A, B]) {
      expect(each.barred(loaded(number), MS)).toBeUndefined()
      each.through(loaded(number))
    }
    expect(guard(2).barred(loaded(A), MS)).toBeUndefined()
  })

  test('runs no doubtful rule while nobody could stand in; others as ever', () => {
    setGate(gates, A, 'doubtful')
    setStandby(gates, ONE)
    const each = guard(1)
    expect([each.barred(loaded(A), MS), each.barred(loaded(B), MS)]).toEqual(['late', undefined])
    each.through(loaded(A))
    expect(each.barred(loaded(A), MS)).toBe('late')
  })

  test('lets a rule that was only slow wait for its turn, whoever ends the wait', async () => {
    for (const each of [A, B]) setGate(gates, each, 'slow')
    const [first, second] = [guard(1), guard(2)]
    expect(first.barred(loaded(A), MS)).toBeUndefined()
    const turn = second.barred(loaded(B), MS)
    first.through(loaded(A))
    await turn
    expect(second.barred(loaded(B), MS)).toBeUndefined()
    // The worker that runs it is lost.
    const next = first.barred(loaded(A), MS)
    giveBack(gates, 2)
    await next
    expect(first.barred(loaded(A), MS)).toBeUndefined()
    // Its time is up.
    await second.barred(loaded(B), 1)
    expect(second.barred(loaded(B), 0)).toBeInstanceOf(Promise)
  })

  test('lets it go on when it is found well, though it is still run elsewhere', async () => {
    setGate(gates, A, 'slow')
    const [first, second] = [guard(1), guard(2)]
    expect(first.barred(loaded(A), MS)).toBeUndefined()
    const turn = second.barred(loaded(A), MS)
    setGate(gates, A, 'open')
    await turn
    expect(second.barred(loaded(A), MS)).toBeUndefined()
  })

  test('runs a new rule in one call at a time, until that is through; others go on meanwhile', async () => {
    for (const each of [A, B]) setGate(gates, each, 'new')
    const [first, second] = [guard(1), guard(2)]
    expect([first.barred(loaded(A), MS), second.barred(loaded(B), MS)]).toEqual([
      undefined,
      undefined,
    ])
    const turn = second.barred(loaded(A), MS)
    expect(turn).toBeInstanceOf(Promise)
    first.through(loaded(A))
    await turn
    expect(second.barred(loaded(A), MS)).toBeUndefined()
    // It ends the worker that runs it now.
    const last = first.barred(loaded(A), MS)
    setGate(gates, A, 'doubtful')
    await last
    expect(first.barred(loaded(A), MS)).toBe('late')
  })

  test('leaves it out when it has ended the worker that ran it', async () => {
    setGate(gates, A, 'slow')
    const [first, second] = [guard(1), guard(2)]
    expect(first.barred(loaded(A), MS)).toBeUndefined()
    const turn = second.barred(loaded(A), MS)
    setGate(gates, A, 'doubtful')
    giveBack(gates, 1)
    await turn
    expect(second.barred(loaded(A), MS)).toBe('late')
    // Who has not waited tries it: it may have been the patient.
    expect(guard(2).barred(loaded(A), MS)).toBeUndefined()
  })

  test('runs a rule that was only slow where nobody could stand in', () => {
    setGate(gates, A, 'slow')
    setStandby(gates, ONE)
    expect(guard(1).barred(loaded(A), MS)).toBeUndefined()
  })

  test('freezes what rules share, where it is this call’s turn', () => {
    const [frozen, free] = [{ patient: { id: 'p' } }, { patient: { id: 'p' } }]
    guard(1, [], true).share(frozen)
    guard(1, [], false).share(free)
    expect([Object.isFrozen(frozen.patient), Object.isFrozen(free.patient)]).toEqual([true, false])
  })
})
