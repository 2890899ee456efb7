import { beforeEach, describe, expect, test } from '@jest/globals'
import { keyedHash } from './keyed-hash.ts'
import { memoryReplayGuard, type UsedToken } from './replay-guard.ts'

const START = Date.parse('2026-11-24T12:00:00Z')
const T0 = START / 1000

describe('the guard in memory', () => {
  let wall: number
  let monotonic: number
  let noted: UsedToken[]
  beforeEach(() => {
    wall = START
    monotonic = 0
    noted = []
  })
  const make = (mostPerIssuer?: number) =>
    memoryReplayGuard({
      now: () => new Date(wall),
      monotonic: () => monotonic,
      hash: keyedHash(new Uint8Array(32)),
      kept: {
        note: (token) => void noted.push(token),
        unexpired: async (at) => noted.filter(({ until }) => until >= at),
      },
      ...(mostPerIssuer === undefined ? {} : { mostPerIssuer }),
    })
  const pass = (seconds: number) => {
    wall += seconds * 1000
    monotonic += seconds * 1000
  }

  test('T6 of many claims at once one is the first', async () => {
    const guard = await make()
    const claims = await Promise.all(
      Array.from({ length: 50 }, () => guard.claim('a', 'j', T0 + 330)),
    )
    expect(claims.filter((claim) => claim === 'first')).toHaveLength(1)
    expect(claims.filter((claim) => claim === 'seen')).toHaveLength(49)
  })

  test('T6 another issuer may use the same jti', async () => {
    const guard = await make()
    expect(await guard.claim('a', 'j', T0 + 330)).toBe('first')
    expect(await guard.claim('b', 'j', T0 + 330)).toBe('first')
  })

  test('T6 a token is remembered until it has run out', async () => {
    const guard = await make()
    await guard.claim('a', 'j', T0 + 330)
    pass(330)
    expect(await guard.claim('a', 'j', T0 + 330)).toBe('seen')
  })

  test('T6 where it is full it says so, for that issuer, until tokens run out', async () => {
    const guard = await make(2)
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
    const guard = await make()
    await guard.claim('a', 'j', T0 + 330)
    for (const seconds of jumps) {
      wall += seconds * 1000
      pass(10)
      await guard.claim('a', `other ${seconds}`, wall / 1000 + 330)
    }
    expect(await guard.claim('a', 'j', T0 + 330)).toBe('seen')
  })

  test('T6 the guard of a later process knows the tokens that this one took', async () => {
    const before = await make()
    await before.claim('a', 'j', T0 + 330)
    monotonic = 0
    const after = await make()
    expect(await after.claim('a', 'j', T0 + 330)).toBe('seen')
    expect(await after.claim('b', 'j', T0 + 330)).toBe('first')
    pass(330)
    expect(await after.claim('a', 'j', T0 + 330)).toBe('seen')
  })

  test('T6 what it knows from before counts towards the bound, until it runs out', async () => {
    await (await make()).claim('a', '1', T0 + 60)
    const after = await make(1)
    expect(await after.claim('a', '2', T0 + 600)).toBe('full')
    pass(61)
    expect(await after.claim('a', '2', T0 + 600)).toBe('first')
  })

  test('R20 what is noted tells nothing of the jti', async () => {
    const guard = await make()
    await guard.claim('a', 'secret-jti', T0 + 330)
    await guard.claim('a', 'secret-jti', T0 + 330)
    expect(noted).toEqual([
      { issuer: 'a', name: expect.stringMatching(/^[\w-]{43}$/), until: T0 + 330 },
    ])
  })
})
