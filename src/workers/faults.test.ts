import { beforeEach, describe, expect, test } from '@jest/globals'
import { faultsOf } from './faults.ts'
import { clientAtWork, enterRule, leaveRule, ruleAtWork, type Slots, slotsFor } from './slots.ts'

const NAMES = ['x/a', 'x/b', 'x/a', 'x/b']
const [A, LARGE_A, LARGE_B] = [0, 2, 3]

let slots: Slots
let told: unknown[]
let faults: ReturnType<typeof faultsOf>
beforeEach(() => {
  slots = slotsFor(NAMES.length)
  told = []
  faults = faultsOf(slots, NAMES, (rule, { name }, client) => told.push([rule, name, client]))
})

/** As if thrown in the module of this rule, when none is at work. */
const thrownIn = (rule: string): void => {
  const error = new RangeError('of a patient')
  error.stack = `RangeError\n    at file:///home/services/x/rules/${rule}/rule.ts:3:4`
  faults.uncaught(error)
}
const runs = (rule: number, client = 0): void => {
  enterRule(slots, rule, 1, client)
  leaveRule(slots)
}

describe('R18 what nobody waits for', () => {
  test('is of the rule at work, and of the client of its large input', () => {
    enterRule(slots, LARGE_A, 1, 7)
    faults.uncaught(new RangeError())
    expect(told).toEqual([[LARGE_A, 'RangeError', 7]])
    expect(ruleAtWork(slots)).toBe(-1)
  })

  test('is of the rule in whose module it was thrown, with the inputs it has had', () => {
    thrownIn('a')
    runs(A)
    thrownIn('a')
    runs(LARGE_B, 7)
    runs(LARGE_B, 7)
    thrownIn('b')
    thrownIn('c')
    expect(told).toEqual([
      [A, 'RangeError', 0],
      [A, 'RangeError', 0],
      [LARGE_B, 'RangeError', 7],
      [-1, 'RangeError', 0],
    ])
  })

  test('is charged to nobody where inputs of both kinds, or of several clients, may be the cause', () => {
    runs(A)
    runs(LARGE_A, 7)
    thrownIn('a')
    runs(LARGE_B, 7)
    runs(LARGE_B, 8)
    thrownIn('b')
    expect(told).toEqual([
      [A, 'RangeError', null],
      [LARGE_B, 'RangeError', null],
    ])
  })

  test('is, where it was left for later, of whoever left it', () => {
    expect(faults.inItsName()).toBeUndefined()
    enterRule(slots, LARGE_A, 1, 7)
    const runsAs = faults.inItsName()
    leaveRule(slots)
    runs(LARGE_B, 8)
    runsAs?.(() => {
      expect([ruleAtWork(slots), clientAtWork(slots)]).toEqual([LARGE_A, 7])
      throw new RangeError()
    })
    expect(told).toEqual([[LARGE_A, 'RangeError', 7]])
    expect(ruleAtWork(slots)).toBe(-1)
  })
})
