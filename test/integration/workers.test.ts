import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Serving, serve, stop } from '../support/serve.ts'
import { sharedFiles } from '../support/shared.ts'

const OWN = new URL('../support/requests/', import.meta.url)
const own = readdirSync(OWN)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, text: readFileSync(new URL(name, OWN), 'utf8') }))
const requests = [...own, ...sharedFiles('requests').filter(({ name }) => name !== 'INDEX.json')]
const SERVICES = ['cardiometabolic-risk', 'care-gaps', 'discharge-check', 'medication-safety']

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
// What a call must not do before the answer: no FHIR server of the requests can be reached from here.
const CONFIG = (workers: number) => `{ workers: ${workers}, openMode: { deadlineMs: 20000 } }`

let alone: Serving
let pooled: Serving
let single: Serving
beforeAll(async () => {
  ;[alone, pooled, single] = (await Promise.all([0, 2, 1].map((each) => serve(CONFIG(each))))) as [
    Serving,
    Serving,
    Serving,
  ]
})
afterAll(async () => {
  for (const each of [alone, pooled, single]) await stop(each)
})

/** The answer as it is on the wire, ids aside: status, media type and body. */
async function answer(
  { url }: Serving,
  service: string,
  body: string,
): Promise<readonly unknown[]> {
  const response = await fetch(`${url}/cds-services/${service}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  const text = await response.text()
  return [response.status, response.headers.get('content-type'), text.replaceAll(UUID, 'id')]
}

describe('the pool of workers answers as the process itself does', () => {
  test.each(requests)('$name', async ({ text }) => {
    for (const service of SERVICES) {
      const expected = await answer(alone, service, text)
      expect(await answer(pooled, service, text)).toEqual(expected)
      expect(await answer(single, service, text)).toEqual(expected)
    }
  })

  test.each([
    ['no JSON', '{"hook"'],
    ['no object', '[]'],
    ['no hook', '{}'],
    ['another hook', '{"hook":"patient-view","hookInstance":"x","context":{}}'],
    ['a key twice', '{"hook":"a","hook":"b"}'],
    ['65 levels', `{"a":${'['.repeat(65)}${']'.repeat(65)}}`],
  ])('%s', async (_name, text) => {
    for (const service of SERVICES) {
      const expected = await answer(alone, service, text)
      expect(expected[0]).toBe(400)
      expect(await answer(pooled, service, text)).toEqual(expected)
    }
  })

  test('many at once, each its own answer', async () => {
    const all = own.flatMap(({ text }) => SERVICES.map((service) => ({ service, text })))
    const expected = await Promise.all(all.map(({ service, text }) => answer(alone, service, text)))
    const rounds = Array.from({ length: 5 }, () =>
      Promise.all(all.map(({ service, text }) => answer(pooled, service, text))),
    )
    for (const got of await Promise.all(rounds)) expect(got).toEqual(expected)
  })
})
