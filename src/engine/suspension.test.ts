import { describe, expect, test } from '@jest/globals'
import { createSuspensions } from './suspension.ts'

const S = 1000

describe('R18 a rule with repeated faults', () => {
  test('is suspended at the third in a minute', () => {
    const rules = createSuspensions()
    expect(rules.fault(7, 0)).toBeUndefined()
    expect(rules.fault(7, 30 * S)).toBeUndefined()
    expect(rules.fault(7, 59 * S)).toEqual({ rule: 7, to: 'suspended', forMs: 30 * S })
    expect(rules.suspended()).toEqual([7])
  })

  test('is not, where the faults lie further apart', () => {
    const rules = createSuspensions()
    for (let minute = 0; minute < 50; minute++)
      expect(rules.fault(7, minute * 31 * S)).toBeUndefined()
    expect(rules.suspended()).toEqual([])
  })

  test('does not take another rule along', () => {
    const rules = createSuspensions()
    for (const rule of [1, 2, 1, 2]) rules.fault(rule, 0)
    expect(rules.fault(1, 0)?.to).toBe('suspended')
    expect(rules.suspended()).toEqual([1])
  })
})

describe('a suspended rule', () => {
  const suspended = () => {
    const rules = createSuspensions()
    for (let index = 0; index < 3; index++) rules.fault(7, 0)
    return rules
  }

  test('is offered a trial when its time is up, once', () => {
    const rules = suspended()
    expect(rules.due(29_999)).toEqual([])
    expect(rules.due(30 * S)).toEqual([{ rule: 7, to: 'trial', forMs: 0 }])
    expect(rules.isAnyOnTrial).toBe(true)
    expect(rules.due(31 * S)).toEqual([])
    expect(rules.suspended()).toEqual([7])
  })

  test('is back after a good trial, its faults forgotten', () => {
    const rules = suspended()
    rules.due(30 * S)
    expect(rules.ran(7, 31 * S)).toEqual({ rule: 7, to: 'well', forMs: 0 })
    expect(rules.suspended()).toEqual([])
    expect(rules.fault(7, 32 * S)).toBeUndefined()
  })

  test('waits twice as long after each bad one, ten minutes at most', () => {
    const rules = suspended()
    let now = 30 * S
    const pauses: (number | undefined)[] = []
    for (let trial = 0; trial < 7; trial++) {
      rules.due(now)
      const change = rules.fault(7, now)
      pauses.push(change?.forMs)
      now += change?.forMs ?? 0
    }
    expect(pauses).toEqual([60, 120, 240, 480, 600, 600, 600].map((seconds) => seconds * S))
  })

  test('has failed a trial that it ends well, but leaves a fault behind', () => {
    const rules = suspended()
    rules.due(30 * S)
    expect(rules.ran(7, 31 * S)?.to).toBe('well')
    rules.due(31 * S + 500)
    expect(rules.fault(7, 31 * S + 999)).toEqual({ rule: 7, to: 'suspended', forMs: 60 * S })
    rules.due(92 * S)
    rules.ran(7, 92 * S)
    rules.due(93 * S)
    for (let index = 0; index < 2; index++) expect(rules.fault(7, 93 * S)).toBeUndefined()
    expect(rules.fault(7, 93 * S)?.forMs).toBe(30 * S)
  })

  test('is offered another trial where the first came to nothing', () => {
    const rules = suspended()
    rules.due(30 * S)
    expect(rules.due(59 * S)).toEqual([])
    expect(rules.due(60 * S)).toEqual([{ rule: 7, to: 'trial', forMs: 0 }])
  })

  test('is not judged by calls that began before', () => {
    const rules = suspended()
    expect(rules.fault(7, 1 * S)).toBeUndefined()
    expect(rules.ran(7, 1 * S)).toBeUndefined()
    expect(rules.due(30 * S)).toHaveLength(1)
  })
})
