import { beforeEach, describe, expect, test } from '@jest/globals'
import { memoryReplayGuard } from './replay-guard.ts'

const START = Date.parse('2026-11-24T12:00:00Z')
const T0 = START / 1000

describe('the guard in memory', () => {
  let wall: number
  let monotonic: number
  beforeEach(() => {
    wall = START
    monotonic = 0
  })
  const make = (mostPerIssuer?: number) =>
    memoryReplayGuard({
      now: () => new Date(wall),
      monotonic: () => monotonic,
      ...(mostPerIssuer === undefined ? {} : { mostPerIssuer }),
    })
  const pass = (seconds: number) => {
    wall += seconds * 1000
    monotonic += seconds * 1000
  }

  test('T6 of many claims at once one is the first', async () => {
    const guard = make()
    const claims = await Promise.all(
      Array.from({ length: 50 }, () => guard.claim('a', 'j', T0 + 330)),
    )
    expect(claims.filter((claim) => claim === 'first')).toHaveLength(1)
    expect(claims.filter((claim) => claim === 'seen')).toHaveLength(49)
  })

  test('T6 another issuer may use the same jti', async () => {
    const guard = make()
    expect(await guard.claim('a', 'j', T0 + 330)).toBe('first')
    expect(await guard.claim('b', 'j', T0 + 330)).toBe('first')
  })

  test('T6 a token is remembered until it has run out', async () => {
    const guard = make()
    await guard.claim('a', 'j', T0 + 330)
    pass(330)
    expect(await guard.claim('a', 'j', T0 + 330)).toBe('seen')
  })

  test('T6 where it is full it says so, for that issuer, until tokens run out', async () => {
    const guard = make(2)
    await guard.claim('a', '1', T0 + 60)
    await guard.claim('a', '2', T0 + 600)
    expect(await guard.claim('a', '3', T0 + 600)).toBe('full')
    expect(await guard.claim('a', '1', T0 + 60)).toBe('seen')
    expect(await guard.claim('b', '3', T0 + 600)).toBe('first')
    pass(121)
    expect(await guard.claim('a', '3', T0 + 600)).toBe('first')
    expect(await guard.claim('a', '4', T0 + 600)).toBe('full')
  })

  test.each([
    ['an hour ahead and back', [3600, -3600]],
    ['an hour back', [-3600]],
    ['back and ahead', [-3600, 3600]],
  ])('R19 setting the clock %s reopens nothing', async (_name, jumps) => {
    const guard = make()
    await guard.claim('a', 'j', T0 + 330)
    for (const seconds of jumps) {
      wall += seconds * 1000
      pass(10)
      await guard.claim('a', `other ${seconds}`, wall / 1000 + 330)
    }
    expect(await guard.claim('a', 'j', T0 + 330)).toBe('seen')
  })
})
