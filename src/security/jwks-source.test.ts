import { generateKeyPairSync } from 'node:crypto'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { JwksError } from './jwks-fetch.ts'
import { jwksSource } from './jwks-source.ts'

const PLACE = { url: 'https://ehr.example/jwks', reach: 'public' } as const
const keyOf = (kid: string) => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }),
  kid,
})
const K1 = keyOf('k1')
const K2 = keyOf('k2')
const MINUTE = 60_000

describe('keys at an address', () => {
  let now: number
  let fetches: number
  let answer: () => Promise<unknown>
  let failures: string[]
  beforeEach(() => {
    now = 0
    fetches = 0
    failures = []
    answer = async () => ({ keys: [K1] })
  })
  const down = async () => {
    throw new JwksError('unreachable')
  }
  const make = () =>
    jwksSource(PLACE, {
      fetchJwks: () => {
        fetches++
        return answer()
      },
      monotonic: () => now,
      onFailure: (_place, word) => failures.push(word),
    })

  test('T7 are fetched once for many calls at once', async () => {
    const source = make()
    const found = await Promise.all(Array.from({ length: 20 }, () => source.find('k1', 'ES384')))
    expect(new Set(found).size).toBe(1)
    expect(fetches).toBe(1)
  })

  test('T7 unknown kids cause one fetch a minute', async () => {
    const source = make()
    await source.find('k1', 'ES384')
    now = MINUTE
    const flood = Array.from({ length: 100 }, (_each, index) => source.find(`x${index}`, 'ES384'))
    expect(await Promise.all(flood)).toEqual(Array.from({ length: 100 }, () => undefined))
    expect(fetches).toBe(2)
    now = 2 * MINUTE - 1
    await source.find('x', 'ES384')
    expect(fetches).toBe(2)
    now = 2 * MINUTE
    await source.find('x', 'ES384')
    expect(fetches).toBe(3)
  })

  test('JWT-08 a new key is found without a restart; the old one goes', async () => {
    const source = make()
    await source.find('k1', 'ES384')
    answer = async () => ({ keys: [K2] })
    now = MINUTE
    expect(await source.find('k2', 'ES384')).toBeDefined()
    expect(await source.find('k1', 'ES384')).toBeUndefined()
    expect(fetches).toBe(2)
  })

  test('after ten minutes they are fetched anew beside the call', async () => {
    const source = make()
    await source.find('k1', 'ES384')
    const { promise, resolve } = Promise.withResolvers<unknown>()
    answer = () => promise
    now = 10 * MINUTE
    expect(await source.find('k1', 'ES384')).toBeDefined()
    expect(fetches).toBe(2)
    resolve({ keys: [K2] })
    await source.refresh()
    expect(await source.find('k1', 'ES384')).toBeUndefined()
  })

  test('R9 a fetch without end holds up nobody whose key is there, however old', async () => {
    const source = make()
    await source.find('k1', 'ES384')
    const { promise, resolve } = Promise.withResolvers<unknown>()
    answer = () => promise
    for (now = 60 * MINUTE; now < 24 * 60 * MINUTE; now += 60 * MINUTE)
      expect(await source.find('k1', 'ES384')).toBeDefined()
    expect(fetches).toBe(2)
    // One whose key is not there waits for that fetch, and begins none.
    const unknown = source.find('k2', 'ES384')
    resolve({ keys: [K1, K2] })
    expect(await unknown).toBeDefined()
    expect(fetches).toBe(2)
  })

  test('T7 while the address is down they serve for a day, and no longer', async () => {
    const source = make()
    await source.find('k1', 'ES384')
    answer = down
    now = 24 * 60 * MINUTE - 1
    for (let calls = 0; calls < 3; calls += 1) {
      expect(await source.find('k1', 'ES384')).toBeDefined()
      await new Promise(setImmediate)
    }
    // Many calls, one attempt.
    expect(failures).toEqual(['unreachable'])
    now = 24 * 60 * MINUTE + MINUTE
    await expect(source.find('k1', 'ES384')).rejects.toThrow('keys-unavailable')
  })

  test('T7 keys that grow too old while a call waits for others refuse it, as all', async () => {
    const source = make()
    await source.find('k1', 'ES384')
    const { promise, reject } = Promise.withResolvers<never>()
    answer = () => promise
    now = 24 * 60 * MINUTE - 1
    const waiting = source.find('k2', 'ES384')
    await new Promise(setImmediate)
    now = 24 * 60 * MINUTE
    const later = source.find('k1', 'ES384')
    reject(new JwksError('unreachable'))
    const refusals = await Promise.allSettled([waiting, later])
    expect(refusals).toMatchObject(
      refusals.map(() => ({ status: 'rejected', reason: { reason: 'keys-unavailable' } })),
    )
  })

  test('without any, the address is tried again after ten seconds', async () => {
    answer = down
    const source = make()
    await expect(source.find('k1', 'ES384')).rejects.toThrow('keys-unavailable')
    now = 9999
    await expect(source.find('k1', 'ES384')).rejects.toThrow('keys-unavailable')
    expect(fetches).toBe(1)
    now = 10_000
    answer = async () => ({ keys: [K1] })
    expect(await source.find('k1', 'ES384')).toBeDefined()
  })

  test.each([
    ['no keys', {}, 'no-usable-keys'],
    ['a private key', { keys: [{ ...K1, d: 'AAAA' }] }, 'no-usable-keys'],
  ])('an answer with %s is a failure', async (_name, jwks, word) => {
    answer = async () => jwks
    await expect(make().find('k1', 'ES384')).rejects.toThrow('keys-unavailable')
    expect(failures).toEqual([word])
  })

  test('a failed answer leaves the keys that are there', async () => {
    const source = make()
    await source.find('k1', 'ES384')
    answer = async () => ({ keys: [] })
    await source.refresh()
    expect(await source.find('k1', 'ES384')).toBeDefined()
  })

  test('a fault that is no planned one is told by its name alone', async () => {
    answer = async () => {
      throw new RangeError('with a secret')
    }
    await make().refresh()
    expect(failures).toEqual(['RangeError'])
  })
})
