import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from '@jest/globals'
import { openBlackHole } from '../../test/support/black-hole.ts'
import { type FhirServer, startFhirServer } from '../../test/support/fhir-server.ts'
import { hookBudget } from './budget.ts'
import type { FhirClient } from './client.ts'
import { type FhirclientOptions, openFhirclient } from './fhirclient.ts'

const time = { remainingMs: () => 10_000 }
const json = { 'content-type': 'application/fhir+json' }
const patient = { resourceType: 'Patient', id: '1' }

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(resources: readonly unknown[] = [patient]): Promise<FhirServer> {
  const server = await startFhirServer({ resources, pageSize: 1 })
  closing.push(server.close)
  return server
}

/** The client of one hook call. */
function hookCall(server: string, options?: FhirclientOptions): FhirClient {
  return openFhirclient(options)({ server, reach: 'loopback' })
}

const sized = (bytes: number) => {
  const empty = JSON.stringify({ ...patient, text: '' })
  return JSON.stringify({ ...patient, text: 'x'.repeat(bytes - empty.length) })
}

test('a budget is used up once and for all', () => {
  const budget = hookBudget(2, 10)
  expect([1, 2, 3, 4].map(() => budget.takeRequest())).toEqual([true, true, false, false])
  expect([4, 6, 1, 0].map((bytes) => budget.takeBytes(bytes))).toEqual([true, true, false, false])
})

describe('T11 what one hook call may cost', () => {
  test('50 requests, in whatever reads; the 51st is not sent', async () => {
    const server = await serve()
    const client = hookCall(server.url)
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => client.read('Patient/1', time)),
    )
    expect(server.requests).toHaveLength(50)
    expect(answers.filter(({ ok }) => ok)).toHaveLength(50)
    expect(answers.at(-1)).toEqual({ ok: false, failure: 'refused' })
    expect(await hookCall(server.url).read('Patient/1', time)).toMatchObject({ ok: true })
  })

  test('pages are requests too: what comes after the last is missing, and said to be', async () => {
    const server = await serve([patient, { ...patient, id: '2' }, { ...patient, id: '3' }])
    const client = hookCall(server.url, { maxRequests: 2 })
    expect(await client.read('Patient?_sort=birthdate', time)).toMatchObject({
      ok: true,
      partial: true,
      resource: { entry: [{ resource: { id: '1' } }, { resource: { id: '2' } }] },
    })
    expect(server.requests).toHaveLength(2)
  })

  test.each(['identity', 'gzip'] as const)('bytes of all answers together, %s', async (coding) => {
    const server = await serve()
    const body = sized(10_000)
    server.fail('/Patient/1', (response) => {
      const head = coding === 'gzip' ? { ...json, 'content-encoding': 'gzip' } : json
      response.writeHead(200, head).end(coding === 'gzip' ? gzipSync(body) : body)
    })
    const client = hookCall(server.url, { maxTotalBytes: 25_000 })
    const answers = await Promise.all([1, 2, 3, 4].map(() => client.read('Patient/1', time)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(2)
    for (const answer of answers.filter(({ ok }) => !ok))
      expect(answer).toEqual({ ok: false, failure: 'too-large' })
  })

  test('5 MiB in one answer and 20 MiB in all, unless told otherwise', async () => {
    const server = await serve()
    const MIB = 1024 * 1024
    const send = (bytes: number) => (response: ServerResponse) => {
      response.writeHead(200, json).end(sized(bytes))
    }
    server.fail('/Patient/whole', send(5 * MIB))
    server.fail('/Patient/over', send(5 * MIB + 1))
    const client = hookCall(server.url)
    for (let count = 1; count <= 4; count += 1)
      expect(await client.read('Patient/whole', time)).toMatchObject({ ok: true })
    expect(await client.read('Patient/1', time)).toEqual({ ok: false, failure: 'too-large' })
    const fresh = hookCall(server.url)
    expect(await fresh.read('Patient/over', time)).toEqual({ ok: false, failure: 'too-large' })
  })

  test('an answer without end is left at the limit', async () => {
    const gone = Promise.withResolvers<void>()
    const server = await serve()
    server.fail('/Patient/1', (response) => {
      response.once('close', gone.resolve)
      response.writeHead(200, json)
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(1_000)));
      }
      response.on('drain', more)
      more()
    })
    const answer = await hookCall(server.url, { maxBytes: 100_000 }).read('Patient/1', time)
    expect(answer).toEqual({ ok: false, failure: 'too-large' })
    await gone.promise
  })
})

describe('T17 connecting has its own, shorter time', () => {
  test('an address where nothing answers', async () => {
    const hole = await openBlackHole()
    closing.push(hole.close)
    const client = hookCall(`http://127.0.0.1:${hole.port}/fhir`)
    // With the ten seconds of the read itself this would end in 'timeout'.
    expect(await client.read('Patient/1', time)).toEqual({ ok: false, failure: 'unreachable' })
  })

  test('it is not the time that an answer may take', async () => {
    const server = createServer((_request, response) => {
      // Connected by now; the connecting time then passes before the answer does.
      setTimeout(() => response.writeHead(200, json).end(JSON.stringify(patient)), 300)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as AddressInfo // listens on TCP
    const client = hookCall(`http://127.0.0.1:${port}`, { connectMs: 100 })
    expect(await client.read('Patient/1', time)).toMatchObject({ ok: true })
  })
})
