import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  cautionFor,
  type Gates,
  gatesFor,
  giveBack,
  giveBackAll,
  isTried,
  pass,
  setGate,
  setStandby,
  tried,
  turnOf,
} from './gates.ts'

const NUMBERS = {
  ...{ names: ['a/x', 'a/y'], rules: [], of: () => 0, find: () => 0 },
  isForLarge: () => false,
}
const ONE = { isAlone: true, free: [1] }
const TWO = { isAlone: false, free: [1, 2] }
let gates: Gates
beforeEach(() => {
  gates = gatesFor(NUMBERS)
})

describe('gates', () => {
  test('are open at first, and one does not stand for another', () => {
    setGate(gates, 1, 'closed')
    expect([pass(gates, 0, 1), pass(gates, 1, 1)]).toEqual(['free', 'closed'])
    expect([cautionFor(gates, 0), cautionFor(gates, 1)]).toEqual([0, 3])
    setGate(gates, 1, 'open')
    expect([pass(gates, 1, 1), cautionFor(gates, 1)]).toEqual(['free', 0])
  })

  test('one call passes on trial, and closes the gate behind itself', () => {
    setGate(gates, 0, 'trial')
    expect(pass(gates, 0, 1)).toBe('held')
    expect(pass(gates, 0, 2)).toBe('closed')
    giveBack(gates, 1)
    expect(pass(gates, 0, 2)).toBe('closed')
  })

  test('doubtful rules pass one at a time, whichever they are', () => {
    setGate(gates, 0, 'doubtful')
    setGate(gates, 1, 'doubtful')
    expect([pass(gates, 0, 1), pass(gates, 1, 2), pass(gates, 0, 1)]).toEqual([
      'held',
      'busy',
      'busy',
    ])
    giveBack(gates, 2)
    expect(pass(gates, 1, 2)).toBe('busy')
    giveBack(gates, 1)
    expect(pass(gates, 1, 2)).toBe('held')
  })

  test('slow rules pass one at a time, are waited for, and pass where there is one worker', () => {
    setGate(gates, 0, 'slow')
    setGate(gates, 1, 'slow')
    expect([pass(gates, 0, 1), pass(gates, 1, 2)]).toEqual(['held', 'later'])
    setStandby(gates, { isAlone: false, free: [] })
    expect(pass(gates, 1, 2)).toBe('later')
    setStandby(gates, ONE)
    expect(pass(gates, 1, 2)).toBe('free')
  })

  test('a doubtful rule is run where another worker is free, and not for being free oneself', () => {
    setGate(gates, 0, 'doubtful')
    const passages = [[], [1], [2], [2, 3]].map((free) => {
      setStandby(gates, { isAlone: false, free })
      const passage = pass(gates, 0, 1)
      giveBack(gates, 1)
      return passage
    })
    expect(passages).toEqual(['busy', 'busy', 'held', 'held'])
  })

  test('a new rule is run by one worker at a time, others at the same time, and is waited for', () => {
    for (const rule of [0, 1]) setGate(gates, rule, 'new')
    expect([pass(gates, 0, 1), pass(gates, 0, 2), pass(gates, 1, 2)]).toEqual([
      'first',
      'later',
      'first',
    ])
    expect([isTried(gates, 0), cautionFor(gates, 0)]).toEqual([true, 1])
    // Who is not at it ends nothing.
    tried(gates, 0, 2)
    expect(pass(gates, 0, 2)).toBe('later')
    tried(gates, 0, 1)
    expect(pass(gates, 0, 2)).toBe('first')
    // All that a worker held is free when it is no more.
    giveBackAll(gates, 2)
    expect([isTried(gates, 0), isTried(gates, 1)]).toEqual([false, false])
    expect([pass(gates, 0, 1), pass(gates, 1, 1)]).toEqual(['first', 'first'])
  })

  test('whoever waits for a new rule goes on when it is through, found well, or its worker is gone', async () => {
    const ends = [
      () => tried(gates, 0, 1),
      () => setGate(gates, 0, 'open'),
      () => giveBackAll(gates, 1),
    ]
    for (const end of ends) {
      setGate(gates, 0, 'new')
      pass(gates, 0, 1)
      const turn = turnOf(gates, 0, 60_000)
      end()
      await turn
      expect(isTried(gates, 0)).toBe(false)
    }
    await turnOf(gates, 0, 60_000)
  })

  test('the more is known against a rule the later it runs, and what is known for one client counts', () => {
    const own = gatesFor(NUMBERS)
    const cautions = (['open', 'new', 'slow', 'doubtful', 'trial', 'closed'] as const).map(
      (gate) => {
        setGate(gates, 0, gate)
        return cautionFor(gates, 0, own)
      },
    )
    expect(cautions).toEqual([0, 1, 2, 3, 3, 3])
    setGate(gates, 0, 'new')
    setGate(own, 0, 'closed')
    expect([cautionFor(gates, 0, own), cautionFor(gates, 0)]).toEqual([3, 1])
    setGate(gates, 0, 'open')
    expect(cautionFor(gates, 0, own)).toBe(3)
  })

  test('a trial waits while a doubtful rule is run, and is not used up', () => {
    setGate(gates, 0, 'doubtful')
    setGate(gates, 1, 'trial')
    pass(gates, 0, 1)
    expect(pass(gates, 1, 2)).toBe('busy')
    giveBack(gates, 1)
    expect(pass(gates, 1, 2)).toBe('held')
  })

  test('where nobody could stand in, no doubtful rule is run, whoever ran one before', () => {
    setGate(gates, 0, 'doubtful')
    expect(pass(gates, 0, 2)).toBe('held')
    setStandby(gates, ONE)
    giveBack(gates, 2)
    expect([pass(gates, 0, 1), pass(gates, 1, 1)]).toEqual(['busy', 'free'])
    setStandby(gates, TWO)
    expect(pass(gates, 0, 1)).toBe('held')
  })
})
