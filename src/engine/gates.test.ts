import { beforeEach, describe, expect, test } from '@jest/globals'
import { type Gates, gatesFor, giveBack, isInDoubt, pass, setAlone, setGate } from './gates.ts'

const NUMBERS = {
  ...{ names: ['a/x', 'a/y'], rules: [], of: () => 0, find: () => 0 },
  isForLarge: () => false,
}
let gates: Gates
beforeEach(() => {
  gates = gatesFor(NUMBERS)
})

describe('gates', () => {
  test('are open at first, and one does not stand for another', () => {
    setGate(gates, 1, 'closed')
    expect([pass(gates, 0, 1), pass(gates, 1, 1)]).toEqual(['free', 'closed'])
    expect([isInDoubt(gates, 0), isInDoubt(gates, 1)]).toEqual([false, true])
    setGate(gates, 1, 'open')
    expect([pass(gates, 1, 1), isInDoubt(gates, 1)]).toEqual(['free', false])
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
    setAlone(gates, true)
    giveBack(gates, 2)
    expect([pass(gates, 0, 1), pass(gates, 1, 1)]).toEqual(['busy', 'free'])
    setAlone(gates, false)
    expect(pass(gates, 0, 1)).toBe('held')
  })
})
