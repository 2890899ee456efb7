import { describe, expect, test } from '@jest/globals'
import type { ScoreEntry } from '../cache/score-cache.ts'
import { workerCache } from './worker-cache.ts'

const entry = (fingerprint: string): ScoreEntry => ({
  fingerprint,
  value: { gfr: 60 },
  inputs: [],
  computedAt: '2026-06-01T12:00:00Z',
})
const nobody = async () => undefined

describe('the score cache of a worker', () => {
  test('R5 what calls share that ask at once cannot be changed by one of them', async () => {
    const cache = workerCache(async () => entry('a'))
    const [one, other] = await Promise.all([cache.latest('k', 0), cache.latest('k', 0)])
    expect(() => Object.assign(one?.value ?? {}, { gfr: 5 })).toThrow(TypeError)
    expect(other).toEqual(entry('a'))
  })

  test('computes once for the same inputs, and sends what is new once', () => {
    const cache = workerCache(nobody)
    let computed = 0
    const compute = (fingerprint: string) => () => {
      computed += 1
      return entry(fingerprint)
    }
    cache.resolve('k', 'a', compute('a'))
    cache.resolve('k', 'a', compute('a'))
    expect(computed).toBe(1)
    expect(cache.taken()).toEqual({ entries: [['k', entry('a')]], hits: 1 })
    expect(cache.taken()).toEqual({})
    cache.resolve('k', 'b', compute('b'))
    expect(computed).toBe(2)
    expect(cache.taken()).toEqual({ entries: [['k', entry('b')]], hits: 0 })
  })

  test('tells that a score cannot be calculated any more', () => {
    const cache = workerCache(nobody)
    cache.resolve('k', 'a', () => entry('a'))
    cache.resolve('k', 'b', () => undefined)
    expect(cache.taken().entries).toEqual([
      ['k', entry('a')],
      ['k', null],
    ])
  })

  test('forgets what another worker has replaced', () => {
    const cache = workerCache(nobody)
    cache.resolve('k', 'a', () => entry('a'))
    cache.forget('k')
    let computed = 0
    cache.resolve('k', 'a', () => {
      computed += 1
      return entry('a')
    })
    expect(computed).toBe(1)
  })

  test('remembers no more than its bound', () => {
    const cache = workerCache(nobody, 2)
    for (const key of ['a', 'b', 'c']) cache.resolve(key, 'f', () => entry('f'))
    cache.taken()
    for (const key of ['b', 'c', 'a']) cache.resolve(key, 'f', () => entry('f'))
    expect(cache.taken()).toEqual({ entries: [['a', entry('f')]], hits: 2 })
  })

  test('asks for a score without inputs once at a time', async () => {
    const asked: string[] = []
    const { promise, resolve } = Promise.withResolvers<ScoreEntry | undefined>()
    const cache = workerCache((key) => {
      asked.push(key)
      return promise
    })
    const answers = [cache.latest('k', 0), cache.latest('k', 0), cache.latest('other', 0)]
    resolve(entry('a'))
    expect(await Promise.all(answers)).toEqual([entry('a'), entry('a'), entry('a')])
    expect(asked).toEqual(['k', 'other'])
    await cache.latest('k', 0)
    expect(asked).toEqual(['k', 'other', 'k'])
  })
})
