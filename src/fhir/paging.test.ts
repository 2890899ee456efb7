import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type FhirServer, startFhirServer } from '../../test/support/fhir-server.ts'
import type { Fetched } from './client.ts'
import { openFhirclient } from './fhirclient.ts'

const TOKEN = 'SECRET-token-1'
const time = { remainingMs: () => 10_000 }
const observations = Array.from({ length: 7 }, (_, day) => ({
  resourceType: 'Observation',
  id: `o${day + 1}`,
  subject: { reference: 'Patient/1' },
  effectiveDateTime: `2025-03-0${day + 1}`,
}))
const SEARCH = 'Observation?patient=1&_sort=date'

let server: FhirServer
beforeEach(async () => {
  server = await startFhirServer({ resources: observations, token: TOKEN, pageSize: 3 })
})
afterEach(() => server.close())

function read(query: string, options?: Parameters<typeof openFhirclient>[0]): Promise<Fetched> {
  return openFhirclient(options)({ reach: 'loopback', server: server.url, token: TOKEN }).read(
    query,
    time,
  )
}

function ids(fetched: Fetched): unknown {
  if (!fetched.ok) return fetched.failure
  const entries = fetched.resource.entry as readonly {
    readonly resource: { readonly id: string }
  }[]
  return entries.map(({ resource }) => resource.id)
}

/** Answers every search with one page: these entries and this next link. */
function answerWith(page: Readonly<Record<string, unknown>>): void {
  server.fail('/Observation', (response) => {
    response
      .writeHead(200, { 'content-type': 'application/fhir+json' })
      .end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', ...page }))
  })
}

const entry = [{ resource: observations[0] }]

describe('PFD-11 pages', () => {
  test.each(['GET', 'POST'])(
    'are all fetched with the token and merged, after %s',
    async (method) => {
      const fetched = await read(SEARCH, { longUrl: method === 'GET' ? 1_800 : 1 })
      expect(fetched).toMatchObject({
        ok: true,
        partial: false,
        resource: { resourceType: 'Bundle', type: 'searchset', total: 7 },
      })
      expect(ids(fetched)).toEqual(['o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7'])
      expect(fetched).not.toHaveProperty('resource.link')
      expect(server.requests.map((request) => request.method)).toEqual([method, 'GET', 'GET'])
      for (const { headers } of server.requests) {
        expect(headers.authorization).toBe(`Bearer ${TOKEN}`)
        expect(headers.accept).toBe('application/fhir+json')
      }
    },
  )

  test('may be linked relative to the base', async () => {
    answerWith({ entry, link: [{ relation: 'next', url: 'Condition?patient=1' }] })
    expect(await read(SEARCH)).toMatchObject({ ok: true, partial: false })
    expect(server.requests[1]?.path).toBe('/Condition')
  })

  test('an empty result is complete', async () => {
    answerWith({ total: 0 })
    expect(await read(SEARCH)).toEqual({
      ok: true,
      partial: false,
      resource: { resourceType: 'Bundle', type: 'searchset', total: 0, entry: [] },
    })
  })

  test('a Bundle of another type answering a search becomes a searchset', async () => {
    answerWith({ type: 'collection', entry })
    expect(await read(SEARCH)).toMatchObject({ ok: true, resource: { type: 'searchset' } })
  })

  test('a Bundle that was read by its id stays as it is', async () => {
    const bundle = {
      resourceType: 'Bundle',
      id: 'b',
      type: 'document',
      link: [{ relation: 'next', url: `${server.url}/Bundle/c` }],
    }
    server.load([bundle])
    expect(await read('Bundle/b')).toEqual({ ok: true, partial: false, resource: bundle })
    expect(server.requests).toHaveLength(1)
  })
})

describe('_count asks for that many', () => {
  test.each([
    [1, ['o1'], 1],
    [3, ['o1', 'o2', 'o3'], 1],
    [5, ['o1', 'o2', 'o3', 'o4', 'o5', 'o6'], 2],
    [50, ['o1', 'o2', 'o3', 'o4', 'o5', 'o6', 'o7'], 3],
  ])('_count=%i is complete with %j after %i calls', async (count, expected, calls) => {
    const fetched = await read(`${SEARCH}&_count=${count}`)
    expect(ids(fetched)).toEqual(expected)
    expect(fetched).toMatchObject({ partial: false })
    expect(server.requests).toHaveLength(calls)
  })

  test('included resources and outcomes do not count', async () => {
    answerWith({
      entry: [
        { resource: { resourceType: 'Patient', id: 'p' }, search: { mode: 'include' } },
        { resource: { resourceType: 'OperationOutcome' }, search: { mode: 'outcome' } },
        { resource: { resourceType: 'OperationOutcome' } },
      ],
      link: [{ relation: 'next', url: `${server.url}/Observation?patient=1&_page=2` }],
    })
    expect(await read(`${SEARCH}&_count=1`)).toMatchObject({ ok: true, partial: true })
    expect(server.requests.length).toBeGreaterThan(1)
  })

  test('enough in hand is complete whatever the next link is', async () => {
    answerWith({ entry, link: [{ relation: 'next', url: 'http://elsewhere.example/' }] })
    expect(await read(`${SEARCH}&_count=1`)).toMatchObject({ ok: true, partial: false })
    expect(server.requests).toHaveLength(1)
  })
})

describe('PFD-12 what is missing is said to be missing', () => {
  test.each([
    ['fails', 500],
    ['is denied', 403],
    ['breaks off', 'cut-off'],
    ['is HTML', 'html'],
    ['redirects', 'redirect'],
  ] as const)('a next page that %s leaves the first, partial', async (_name, fault) => {
    server.fail('', fault)
    const fetched = await read(SEARCH)
    expect(fetched).toMatchObject({ ok: true, partial: true })
    expect(ids(fetched)).toEqual(['o1', 'o2', 'o3'])
    expect(server.requests).toHaveLength(2)
  })

  test('a next page that is not a Bundle leaves the first, partial', async () => {
    server.fail('', (response) => {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"resourceType":"OperationOutcome"}')
    })
    expect(await read(SEARCH)).toMatchObject({ ok: true, partial: true })
  })

  test('no time left for the next page: it is not asked for', async () => {
    let asked = 0
    const client = openFhirclient()({ reach: 'loopback', server: server.url, token: TOKEN })
    const fetched = await client.read(SEARCH, {
      remainingMs: () => {
        asked += 1
        return asked === 1 ? 10_000 : 0
      },
    })
    expect(fetched).toMatchObject({ ok: true, partial: true })
    expect(ids(fetched)).toEqual(['o1', 'o2', 'o3'])
    expect(server.requests).toHaveLength(1)
  })

  test.each([
    [1, 3],
    [2, 6],
  ])('at most %i pages', async (maxPages, entries) => {
    const fetched = await read(SEARCH, { maxPages })
    expect(fetched).toMatchObject({ ok: true, partial: true })
    expect(ids(fetched)).toHaveLength(entries)
    expect(server.requests).toHaveLength(maxPages)
  })

  test('as many pages as are allowed are complete', async () => {
    expect(await read(SEARCH, { maxPages: 3 })).toMatchObject({ ok: true, partial: false })
  })

  test('an endless chain ends after 20 pages', async () => {
    let page = 0
    server.fail('/Observation', (response) => {
      page += 1
      const link = [{ relation: 'next', url: `${server.url}/Observation?_page=${page}` }]
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry, link }))
    })
    expect(await read(SEARCH)).toMatchObject({ ok: true, partial: true })
    expect(server.requests).toHaveLength(20)
  })

  test('no page beyond 5,000 entries', async () => {
    answerWith({
      entry: Array.from({ length: 5_000 }, () => ({ resource: { resourceType: 'Observation' } })),
      link: [{ relation: 'next', url: `${server.url}/Observation?_page=2` }],
    })
    expect(await read(SEARCH)).toMatchObject({ ok: true, partial: true })
    expect(server.requests).toHaveLength(1)
  })

  test('a page that links to itself ends', async () => {
    answerWith({ entry, link: [{ relation: 'next', url: `${server.url}/Observation?_page=2` }] })
    expect(await read(SEARCH)).toMatchObject({ ok: true, partial: true })
    expect(server.requests).toHaveLength(2)
  })

  test('a page that links back to the first, with a fragment, ends', async () => {
    answerWith({
      entry,
      link: [{ relation: 'next', url: `${server.url}/Observation?patient=1&_sort=date#x` }],
    })
    expect(await read(SEARCH)).toMatchObject({ ok: true, partial: true })
    expect(server.requests).toHaveLength(1)
  })

  test.each([
    ['links that are no list', { relation: 'next', url: 'x' }],
    ['a next link without address', [{ relation: 'next' }]],
    ['a next link that is a number', [{ relation: 'next', url: 7 }]],
  ])('%s: there may be more', async (_name, link) => {
    answerWith({ entry, link })
    expect(await read(SEARCH)).toMatchObject({ ok: true, partial: true })
    expect(server.requests).toHaveLength(1)
  })
})

test('FRA-08 a next link on another server is not followed and gets no token', async () => {
  const trap = await startFhirServer({ resources: observations })
  try {
    server.fail('/Observation', 'next-elsewhere', `${trap.url}/Observation?patient=1`)
    const fetched = await read(SEARCH)
    expect(fetched).toMatchObject({ ok: true, partial: true })
    expect(ids(fetched)).toEqual(['o1', 'o2', 'o3'])
    expect(server.requests).toHaveLength(1)
    expect(trap.requests).toHaveLength(0)
  } finally {
    await trap.close()
  }
})

test('a next link beside the base on the same server is not followed', async () => {
  server.fail('/Observation', 'next-elsewhere', `${server.url}-evil/Observation`)
  expect(await read(SEARCH)).toMatchObject({ ok: true, partial: true })
  expect(server.requests).toHaveLength(1)
})
