import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Fault } from '../../test/support/fhir-faults.ts'
import { type FhirServer, startFhirServer } from '../../test/support/fhir-server.ts'
import { type Breakers, createBreakers } from './breaker.ts'
import { openFhirclient } from './fhirclient.ts'
import { withBreakers } from './guarded-fhir.ts'

const A = 'https://a.example/fhir'
const B = 'https://b.example/fhir'

/** Asks and settles at one time; whether it was let through. */
function go(breakers: Breakers, well: boolean | undefined, now: number, base = A): boolean {
  const settle = breakers.ask(base, now)
  settle?.(well, now)
  return settle !== undefined
}

function opened(now = 0): Breakers {
  const breakers = createBreakers()
  for (let count = 0; count < 5; count += 1) go(breakers, false, now)
  return breakers
}

describe('T17 a breaker', () => {
  test('opens at the fifth failure in ten seconds, for its own server only', () => {
    const breakers = createBreakers()
    for (let count = 0; count < 4; count += 1) go(breakers, false, count)
    expect(breakers.states(4)).toEqual({ failing: 1, open: 0, halfOpen: 0 })
    expect(go(breakers, false, 9_999)).toBe(true)
    expect(breakers.states(9_999)).toEqual({ failing: 0, open: 1, halfOpen: 0 })
    expect(go(breakers, true, 9_999)).toBe(false)
    expect(go(breakers, true, 9_999, B)).toBe(true)
  })

  test('forgets failures after ten seconds', () => {
    const breakers = createBreakers()
    for (let count = 0; count < 20; count += 1) {
      expect(go(breakers, false, count * 2_500)).toBe(true)
    }
    expect(breakers.states(100_000)).toEqual({ failing: 0, open: 0, halfOpen: 0 })
  })

  test('a success between failures does not forgive them: four in five open it', () => {
    const breakers = createBreakers()
    for (const well of [false, false, false, false, true, false])
      expect(go(breakers, well, 0)).toBe(true)
    expect(go(breakers, true, 0)).toBe(false)
  })

  test.each([
    ['in turn', [false, true]],
    ['mostly failing', [true, false, false, false, false]],
  ])('opens at a server that answers every other query or fewer: %s', (_name, pattern) => {
    const breakers = createBreakers()
    let asked = 0
    while (asked < 20 && go(breakers, pattern[asked % pattern.length], asked)) asked += 1
    expect(asked).toBeLessThanOrEqual(10)
  })

  test.each([
    ['one query in five', [false, true, true, true, true]],
    ['four at once, and sixteen well', [...Array(4).fill(false), ...Array(16).fill(true)]],
    ['two in five', [false, true, false, true, true]],
  ])('stays closed to one that answers most, at whatever rate: %s fail', (_name, pattern) => {
    for (const everyMs of [1, 40, 900]) {
      const breakers = createBreakers()
      for (let asked = 0; asked < 2_000; asked += 1)
        expect(go(breakers, pattern[asked % pattern.length], asked * everyMs)).toBe(true)
    }
  })

  test('opens soon at a server that answered most of the time before', () => {
    const breakers = createBreakers()
    for (let asked = 0; asked < 1_000; asked += 1) go(breakers, asked % 5 > 0, asked)
    let failed = 0
    while (failed < 50 && go(breakers, false, 1_000)) failed += 1
    expect(failed).toBeLessThanOrEqual(25)
  })

  test('what went well before the first failure counts, for ten seconds', () => {
    const burst = (breakers: Breakers, now: number) =>
      Array.from({ length: 5 }, () => go(breakers, false, now)) && breakers.states(now).open
    const breakers = createBreakers()
    for (let asked = 0; asked < 20; asked += 1) go(breakers, true, asked)
    expect(burst(breakers, 1_500)).toBe(0)
    const old = createBreakers()
    for (let asked = 0; asked < 20; asked += 1) go(old, true, asked)
    expect(burst(old, 10_100)).toBe(1)
  })

  test('so does what is told with a failure that was met elsewhere, as long as it is closed', () => {
    const breakers = createBreakers()
    for (let count = 0; count < 5; count += 1) breakers.failed(A, 4, 0)
    expect(breakers.states(0)).toEqual({ failing: 1, open: 0, halfOpen: 0 })
    for (let count = 0; count < 25; count += 1) breakers.failed(A, 0, 0)
    expect(breakers.states(0).open).toBe(1)
    breakers.failed(A, 50, 20_000)
    expect(breakers.states(20_000).open).toBe(1)
    expect(go(breakers, true, 20_000)).toBe(true)
  })

  test('what was not the server’s doing counts neither way', () => {
    const breakers = createBreakers()
    for (const well of [false, false, undefined, false, undefined, false, false])
      expect(go(breakers, well, 0)).toBe(true)
    expect(go(breakers, undefined, 0)).toBe(false)
  })

  test('stays open for 15 s, then lets one through until that one is settled', () => {
    const breakers = opened()
    expect(breakers.ask(A, 14_999)).toBeUndefined()
    const probe = breakers.ask(A, 15_000)
    expect(probe).toBeDefined()
    expect(breakers.ask(A, 15_000)).toBeUndefined()
    expect(breakers.ask(A, 99_000)).toBeUndefined()
    expect(breakers.states(15_000)).toEqual({ failing: 0, open: 0, halfOpen: 1 })
    probe?.(true, 15_100)
    expect(breakers.states(15_100)).toEqual({ failing: 0, open: 0, halfOpen: 0 })
    expect(go(breakers, false, 15_100)).toBe(true)
  })

  test('a failed probe opens it for another 15 s, one that was not sent leaves it to the next', () => {
    const breakers = opened()
    expect(go(breakers, false, 15_000)).toBe(true)
    expect(go(breakers, true, 29_999)).toBe(false)
    expect(go(breakers, undefined, 30_000)).toBe(true)
    expect(go(breakers, true, 30_000)).toBe(true)
    expect(breakers.states(30_000)).toEqual({ failing: 0, open: 0, halfOpen: 0 })
  })

  test('a straggler from before it opened decides nothing', () => {
    const breakers = createBreakers()
    const stragglers = [0, 1, 2].map(() => breakers.ask(A, 0))
    for (let count = 0; count < 5; count += 1) go(breakers, false, 0)
    stragglers[0]?.(true, 1)
    expect(breakers.ask(A, 1)).toBeUndefined()
    const probe = breakers.ask(A, 15_000)
    stragglers[1]?.(true, 15_001)
    stragglers[2]?.(false, 15_001)
    expect(breakers.states(15_001).halfOpen).toBe(1)
    probe?.(true, 15_002)
    expect(go(breakers, true, 15_002)).toBe(true)
  })

  test('remembers a bounded number of servers', () => {
    const breakers = createBreakers({ most: 3 })
    for (let server = 0; server < 100; server += 1)
      for (let count = 0; count < 5; count += 1)
        go(breakers, false, server, `https://${server}.example`)
    expect(breakers.states(100)).toEqual({ failing: 0, open: 3, halfOpen: 0 })
    expect(breakers.ask('https://0.example', 100)).toBeDefined()
    expect(breakers.ask('https://99.example', 100)).toBeUndefined()
  })

  test('whatever happens: never more than one probe, and never closed to a server for good', () => {
    const step = fc.record({
      wait: fc.nat(6_000),
      well: fc.constantFrom(true, false, undefined),
      late: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const breakers = createBreakers()
        const waiting: (() => void)[] = []
        let now = 0
        for (const { wait, well, late } of steps) {
          now += wait
          const settle = breakers.ask(A, now)
          if (late && settle !== undefined) waiting.push(() => settle(well, now))
          else settle?.(well, now)
          const { failing, open, halfOpen } = breakers.states(now)
          expect(failing + open + halfOpen).toBeLessThanOrEqual(1)
        }
        for (const settle of waiting) settle()
        expect(breakers.ask(A, now + 15_000)).toBeDefined()
      }),
    )
  })
})

describe('T17 reading with breakers', () => {
  let server: FhirServer
  let now = 0
  const time = { remainingMs: () => 200 }
  beforeEach(async () => {
    now = 0
    server = await startFhirServer({ resources: [{ resourceType: 'Patient', id: '1' }] })
  })
  afterEach(() => server.close())

  function opener() {
    const breakers = createBreakers()
    const open = withBreakers(openFhirclient(), breakers, () => now)
    const read = (url = server.url, remaining = time) =>
      open({ server: url, reach: 'loopback' }).read('Patient/1', remaining)
    return { breakers, read }
  }

  test.each<[Fault, string]>([
    ['stall', 'timeout'],
    ['reset', 'unreachable'],
    [500, 'broken'],
    [503, 'broken'],
  ])('after five times %s nothing is sent, until a probe finds it well', async (fault, failure) => {
    const { breakers, read } = opener()
    server.fail(/./, fault)
    for (let count = 0; count < 5; count += 1) expect(await read()).toEqual({ ok: false, failure })
    expect(server.requests).toHaveLength(5)
    server.heal()
    // However it is spelt.
    for (const url of [server.url, `${server.url}/`])
      expect(await read(url)).toEqual({ ok: false, failure: 'unreachable' })
    expect(server.requests).toHaveLength(5)
    now = 15_000
    const [first, second] = await Promise.all([read(), read()])
    expect(first).toMatchObject({ ok: true })
    expect(second).toEqual({ ok: false, failure: 'unreachable' })
    expect(server.requests).toHaveLength(6)
    expect(await read()).toMatchObject({ ok: true })
    expect(breakers.states(now)).toEqual({ failing: 0, open: 0, halfOpen: 0 })
  })

  test('a server whose TLS does not hold is one that fails', async () => {
    const { read } = opener()
    const url = server.url.replace('http:', 'https:')
    for (let count = 0; count < 5; count += 1)
      expect(await read(url)).toEqual({ ok: false, failure: 'tls' })
    expect(await read(url)).toEqual({ ok: false, failure: 'unreachable' })
  })

  test.each<[Fault, string]>([
    [400, 'failed'],
    [401, 'denied'],
    [404, 'not-found'],
    [429, 'failed'],
    ['html', 'rubbish'],
    ['redirect', 'failed'],
  ])('a server that answers %s is there', async (fault, failure) => {
    const { read } = opener()
    server.fail(/./, fault)
    for (let count = 0; count < 7; count += 1) expect(await read()).toEqual({ ok: false, failure })
    expect(server.requests).toHaveLength(7)
  })

  test('no time left, or a call that is over its budget, says nothing about the server', async () => {
    const { breakers, read } = opener()
    for (let count = 0; count < 6; count += 1)
      expect(await read(server.url, { remainingMs: () => 0 })).toMatchObject({ failure: 'timeout' })
    expect(await read('ftp://a.example')).toEqual({ ok: false, failure: 'refused' })
    expect(breakers.states(now)).toEqual({ failing: 0, open: 0, halfOpen: 0 })
  })

  test('what throws against its word still frees the probe', async () => {
    const breakers = opened()
    const broken = withBreakers(
      () => ({ read: () => Promise.reject(new Error('a defect')) }),
      breakers,
      () => 15_000,
    )
    const read = () => broken({ server: A, reach: 'public' }).read('Patient/1', time)
    await expect(read()).rejects.toThrow('a defect')
    await expect(read()).rejects.toThrow('a defect')
  })
})
