import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { ScoreCache } from '../../src/cache/score-cache.ts'
import { makeApp, type TestApp } from '../support/make-app.ts'

const view = JSON.parse(
  readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8'),
)
const VIEW = '/cds-services/cardiometabolic-risk'

/** Caches in trouble: what every one of their methods that look something up does. */
const TROUBLES: Readonly<Record<string, () => never | Promise<never>>> = {
  throws: () => {
    throw new TypeError('connection to Jane Doe lost')
  },
  rejects: () => Promise.reject(new TypeError('connection to Jane Doe lost')),
  'rejects with nothing': () => Promise.reject(undefined),
  'never answers': () => new Promise<never>(() => {}),
}

function cacheThat(fails: () => never | Promise<never>): ScoreCache {
  const count = { hits: 0, misses: 0, stale: 0 }
  return { resolve: fails, latest: fails, noteHits() {}, counts: () => count, close() {} }
}

let app: TestApp
let server: Server

async function start(workers: number, engine: { readonly scoreCache?: ScoreCache } = {}) {
  app = await makeApp({
    ...(workers === 0 ? {} : { registry: 'loaded' }),
    now: '2026-11-24T12:00:00Z',
    config: `{ workers: ${workers}, openMode: { deadlineMs: 30000 } }`,
    engine,
  })
  server = createServer(app.app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  while (!app.evaluator.hasStoodBy()) await new Promise((resolve) => setTimeout(resolve, 10))
}

async function call(path: string, body?: object) {
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    ...(body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
  })
  return { status: answer.status, text: await answer.text() }
}

/** What the clinician reads. */
async function read(body: object) {
  const { status, text } = await call(VIEW, body)
  const { cards = [] } = JSON.parse(text) as { readonly cards?: readonly Card[] }
  return { status, cards: cards.map(({ summary, detail }) => [summary, detail]) }
}
interface Card {
  readonly summary: string
  readonly detail?: string
}

/** A score whose input cannot be had: the cache is asked for what it has. */
const unknown = {
  ...view,
  prefetch: {
    patient: { ...view.prefetch.patient, birthDate: '1961-01-01', gender: 'male' },
    conditions: {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [
        {
          resource: {
            ...{ resourceType: 'Condition', id: 'c', subject: { reference: 'Patient/ada' } },
            clinicalStatus: { coding: [{ code: 'active' }] },
            code: { coding: [{ system: 'http://snomed.info/sct', code: '709044004' }] },
          },
        },
      ],
    },
  },
}

async function stopAll(): Promise<void> {
  server.closeAllConnections()
  server.close()
  await app.close()
}

let expected: readonly unknown[]
beforeAll(async () => {
  await start(0)
  expected = [await read(view), await read(unknown)]
  await stopAll()
})
afterEach(stopAll)

describe.each([0, 1])('a cache in trouble, with %i workers, is none at all', (workers) => {
  test.each(Object.entries(TROUBLES))('one that %s', async (name, fails) => {
    let latest = 0
    await start(workers, {
      scoreCache: {
        ...cacheThat(fails),
        latest() {
          latest += 1
          return fails()
        },
      },
    })
    expect(await read(unknown)).toEqual(expected[1])
    expect(latest).toBeGreaterThan(0)
    for (let n = 0; n < 3; n += 1) expect(await read(view)).toEqual(expected[0])
    expect((await call('/readyz')).status).toBe(200)
    const { text } = await call('/metrics')
    expect(text).toMatch(/cardstock_score_cache_lookups\{result="failed"\} [1-9]/)
    const told = app.logs.filter(({ msg }) => `${msg}`.startsWith('the score cache fails'))
    const fault = { throws: 'TypeError', rejects: 'TypeError', 'never answers': 'LateError' }[name]
    expect(told).toMatchObject([{ fault: fault ?? 'undefined' }])
    expect(JSON.stringify(app.logs)).not.toContain('Jane Doe')
  })
})
