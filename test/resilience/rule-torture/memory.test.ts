import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type Serving, serve, stop } from '../../support/serve.ts'
import { idOf, servicesWith, titleOf } from '../../support/services-with.ts'
import { call, orderSign, type Reply } from './calls.ts'

const SERVICE = 'medication-safety'
const WORKERS = 1
const SPARE = 1

const MIB = 2 ** 20
/** What a rule may add to what is resident, MiB; each of these asks for a gibibyte or for all there is. */
const MOST_MORE = 450

/** The bodies of rules that take memory outside the heap, filled so that it is really there. */
const GREEDY: Readonly<Record<string, string>> = {
  'one-buffer': 'return [Buffer.alloc(2 ** 30, 1)]',
  'many-buffers': 'const all = []; for (;;) all.push(Buffer.alloc(2 ** 24, 1))',
  'buffers-from': 'const all = []; for (;;) all.push(Buffer.from("x".repeat(2 ** 20)))',
  concatenated: 'const one = Buffer.alloc(2 ** 20, 1); return Buffer.concat(Array(1024).fill(one))',
  'typed-array': 'return new Uint8Array(2 ** 30).fill(1)',
  'many-arrays': 'const all = []; for (;;) all.push(new Float64Array(2 ** 18).fill(1))',
  'small-arrays': 'const all = []; for (;;) all.push(new Uint8Array(2 ** 14).fill(1))',
  'array-from': 'return Float64Array.from({ length: 2 ** 27 }, () => 1)',
  'array-buffer': 'return new Uint8Array(new ArrayBuffer(2 ** 30)).fill(1)',
  resized:
    'const all = new ArrayBuffer(8, { maxByteLength: 2 ** 30 }); all.resize(2 ** 30); return new Uint8Array(all).fill(1)',
  transferred: 'return new Uint8Array(new ArrayBuffer(8).transfer(2 ** 30)).fill(1)',
  sliced:
    'const one = new Uint8Array(2 ** 23).fill(1); const all = []; for (;;) all.push(one.slice())',
  sorted:
    'const one = new Uint8Array(2 ** 23).fill(1); const all = []; for (;;) all.push(one.toReversed())',
  cloned:
    'const one = new Uint8Array(2 ** 23).fill(1); const all = []; for (;;) all.push(structuredClone(one))',
  encoded:
    'const text = "x".repeat(2 ** 23); const all = []; for (;;) all.push(new TextEncoder().encode(text))',
  constructor:
    'const Bytes = new Uint8Array(0).constructor; const all = []; for (;;) all.push(new Bytes(2 ** 24).fill(1))',
  inherited:
    'const Bytes = Object.getPrototypeOf(Buffer); const all = []; for (;;) all.push(new Bytes(2 ** 24).fill(1))',
  subclass:
    'class Bytes extends Uint8Array {}; const all = []; for (;;) all.push(new Bytes(2 ** 24).fill(1))',
  reflected: 'const all = []; for (;;) all.push(Reflect.construct(Uint8Array, [2 ** 24], Array))',
  'after-a-wait':
    'return (async () => { await null; const all = []; for (;;) all.push(new Uint8Array(2 ** 24).fill(1)) })()',
}

/** Of these nothing is counted while they are made. They go slowly, so that the look comes in time anywhere. */
const UNCOUNTED: Readonly<Record<string, string>> = {
  texts: `
    const one = new Uint8Array(2 ** 22).fill(97); const all = []
    for (;;) { all.push(new TextDecoder('latin1').decode(one)); for (let i = 0; i < 3e6; i++); }`,
  'copies-without-constructor': `
    const one = Object.defineProperty(new Uint8Array(2 ** 22).fill(1), 'constructor', {}); const all = []
    for (;;) { all.push(one.slice()); for (let i = 0; i < 3e6; i++); }`,
}

/** What counts for nobody, or lies beyond this thread, is not there at all. */
const GONE = [
  ...['SharedArrayBuffer', 'WebAssembly', 'Blob', 'File', 'MessageChannel', 'BroadcastChannel'],
  ...['ReadableStream', 'CompressionStream', 'Response', 'fetch', 'crypto'],
]

const MODEST: Readonly<Record<string, string>> = {
  looks: `const there = ${JSON.stringify(GONE)}.filter((name) => name in globalThis); return [card("says", { text: there.join(" ") || "none" })]`,
  // In all twice the limit, but never at one time.
  modest:
    'for (let i = 0; i < 4000; i++) new Uint8Array(2 ** 16).fill(1); return [card("says", { text: "well" })]',
  // Less than a run may add, and more in all than two runs might.
  keeps: `
    const kept = globalThis.kept ??= []
    for (let i = 0; i < 6; i++) kept.push(new Uint8Array(2 ** 24))
    return [card("says", { text: "kept" })]`,
  uses: `
    class Bytes extends Uint8Array {}
    const [a, b, c] = [Uint8Array.of(1, 2, 3), new Float64Array([1, 2]), new Bytes(4)]
    const all = [
      a instanceof Uint8Array, c instanceof Bytes, c instanceof Uint8Array, a.constructor === Uint8Array,
      a.map((n) => n * 2).join() === "2,4,6", a.slice(1).length === 2, b.toReversed()[0] === 2,
      structuredClone(a)[2] === 3, new DataView(new ArrayBuffer(8)).byteLength === 8,
      new Uint8Array(new ArrayBuffer(8), 4).length === 4, new ArrayBuffer(4).transfer(8).byteLength === 8,
      Buffer.from("é").toString("hex") === "c3a9", Buffer.concat([Buffer.from("a"), a]).length === 4,
      Buffer.alloc(2) instanceof Buffer, Buffer.isBuffer(Buffer.from([1])), Buffer.from("x").slice() instanceof Uint8Array,
      new TextDecoder().decode(new TextEncoder().encode("x")) === "x", Uint16Array.from([1, 2])[1] === 2,
      new Uint8Array(new Set([1, 2])).length === 2,
    ]
    return [card("says", { text: String(all.indexOf(false)) })]`,
}

let serving: Serving
let well: Reply
let said = ''

beforeAll(async () => {
  const rules = Object.entries({ ...GREEDY, ...UNCOUNTED, ...MODEST }).map(([name, body]) => ({
    name,
    body,
    onlyIfNamed: true,
  }))
  serving = await serve(
    `{ workers: ${WORKERS}, ruleBudgetMs: 10000, openMode: { deadlineMs: 60000 } }`,
    {
      env: { CARDSTOCK_SERVICES: servicesWith(SERVICE, rules) },
    },
  )
  serving.child.stdout?.on('data', (chunk) => {
    said += String(chunk)
  })
  well = await call(serving.url, SERVICE, orderSign())
})
afterAll(() => {
  serving.child.kill('SIGKILL')
})

const metrics = async () => (await fetch(`${serving.url}/metrics`)).text()

async function workers(name: string): Promise<number> {
  return Number(new RegExp(`cardstock_workers{count="${name}"} (\\d+)`).exec(await metrics())?.[1])
}

/** Resident memory of the service, MiB: now, or its peak since `forgetPeak`. */
function resident(which: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${serving.child.pid}/status`, 'utf8')
  return (Number(new RegExp(`${which}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / MIB
}

/** proc_pid_clear_refs(5): 5 sets the peak to what is resident now. */
function forgetPeak(): void {
  writeFileSync(`/proc/${serving.child.pid}/clear_refs`, '5')
}

describe('T23 R18 a rule takes no more memory outside the heap than it may', () => {
  beforeEach(async () => {
    while ((await workers('ready')) < WORKERS + SPARE)
      await new Promise((resolve) => setTimeout(resolve, 10))
  })

  test.each(Object.keys(GREEDY))('%s', async (name) => {
    const restarts = await workers('restarts')
    forgetPeak()
    const before = resident('VmRSS')
    const { status, real, gap } = await call(serving.url, SERVICE, orderSign(name))
    expect([status, real]).toEqual([200, well.real])
    expect(gap).toContain(titleOf(name))
    expect(resident('VmHWM') - before).toBeLessThan(MOST_MORE)
    expect(await metrics()).toMatch(new RegExp(`rule="${idOf(name)}",outcome="failed"} 1\\n`))
    // It threw, and that was all: no worker was lost.
    expect(await workers('restarts')).toBe(restarts)
  })

  test.each(Object.keys(UNCOUNTED))('%s, and loses its worker', async (name) => {
    const restarts = await workers('restarts')
    const { status, real, gap } = await call(serving.url, SERVICE, orderSign(name))
    expect([status, real]).toEqual([200, well.real])
    expect(gap).toContain(titleOf(name))
    // The log is gathered for a moment before it is written.
    const lines = () =>
      said.split('\n').filter((line) => line.includes(`"${SERVICE}/${idOf(name)}"`))
    while (!lines().join().includes('worker replaced'))
      await once(serving.child.stdout ?? serving.child, 'data')
    // For its memory, not for its time, of which it had enough.
    expect(lines().join()).toMatch(/OutOfMemoryError/)
    expect(lines().join()).not.toMatch(/HungError/)
    expect(await workers('restarts')).toBe(restarts + 1)
  })

  test.each([
    ['looks', 'none'],
    ['modest', 'well'],
    ['uses', '-1'],
  ])('%s, and is not refused', async (name, said) => {
    const { real, gap } = await call(serving.url, SERVICE, orderSign(name))
    expect(real).toContain(`Bad rule: ${said}`)
    expect(gap).toBe(well.gap)
  })

  test('whatever another keeps, and is not refused for that', async () => {
    for (let n = 0; n < 3; n += 1)
      expect((await call(serving.url, SERVICE, orderSign('keeps'))).real).toContain(
        'Bad rule: kept',
      )
    const { real, gap } = await call(serving.url, SERVICE, orderSign('modest'))
    expect(real).toContain('Bad rule: well')
    expect(gap).toBe(well.gap)
  })

  test('but of what is kept there is an end, too', async () => {
    let reply = await call(serving.url, SERVICE, orderSign('keeps'))
    for (let n = 0; n < 6 && reply.gap === well.gap; n += 1)
      reply = await call(serving.url, SERVICE, orderSign('keeps'))
    expect(reply.gap).toContain(titleOf('keeps'))
  })

  test('afterwards the process ends as it should', async () => {
    expect(await stop(serving)).toBe(0)
  })
})
