import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import type { TestApp } from '../support/make-app.ts'
import {
  authorization,
  cardsOf,
  fieldsOf,
  fixtures,
  type Json,
  patient,
  post,
  requestFor,
  rpv,
  start,
} from './fixtures.ts'

let app: TestApp
let ehr: FhirServer
let trap: FhirServer
const servers: FhirServer[] = []
const condition = (id: string, reference = 'Patient/pat1') => ({
  resourceType: 'Condition',
  id,
  subject: { reference },
})
const searchset = (...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
})
beforeAll(async () => {
  app = await start({ registry: fixtures })
})
beforeEach(async () => {
  ehr = await startFhirServer({
    resources: [patient, condition('c1'), condition('c2')],
    token: authorization.access_token,
  })
  trap = await startFhirServer({ resources: [condition('c9')] })
  servers.push(ehr, trap)
})
afterAll(async () => {
  for (const server of servers) await server.close()
})

const access = () => ({ fhirServer: ehr.url, fhirAuthorization: authorization })
const withPrefetch = (prefetch: Json, more: Json = {}) =>
  requestFor('patient-view', { prefetch, ...more })
/** What `pv` says of the conditions: a count, or `unknown`. */
async function conditions(prefetch: Json, more: Json = {}): Promise<string | undefined> {
  const [card] = await cardsOf(app, 'pv', withPrefetch(prefetch, more))
  return /conditions (\w+)/.exec(card?.summary ?? '')?.[1]
}
const paths = () => ehr.requests.map(({ path }) => path)

const outcome = (severity: string) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code: 'exception', details: { text: 'SECRET-TEXT' } }],
})

test.each([
  [{ patient, conds: searchset(condition('c1')) }, []],
  [{ patient }, ['/Condition']],
  [{ conds: null }, ['/Patient/pat1']],
  [{}, ['/Condition', '/Patient/pat1']],
])('PFD-01 any part of the prefetch may be missing: %#', async (prefetch, asked) => {
  expect((await post(app, 'pv', withPrefetch(prefetch, access()))).status).toBe(200)
  expect(paths().toSorted()).toEqual(asked)
})

test('PFD-04 a key that is absent is asked for, or unknown', async () => {
  expect(await conditions({ patient }, access())).toBe('2')
  expect(await conditions({ patient })).toBe('unknown')
})

test('PFD-05 an OperationOutcome as value is not asked for again', async () => {
  expect(await conditions({ patient, conds: outcome('error') }, access())).toBe('unknown')
  expect(paths()).toEqual([])
})

describe('an OperationOutcome within a Bundle', () => {
  const bundle = (severity: string) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: [
      { resource: condition('c1'), search: { mode: 'match' } },
      { resource: outcome(severity), search: { mode: 'outcome' } },
    ],
  })
  test.each([
    ['information', '1'],
    ['warning', 'unknown'],
    ['error', 'unknown'],
    ['fatal', 'unknown'],
  ])('PFD-06 of severity %s: conditions %s', async (severity, said) => {
    expect(await conditions({ patient, conds: bundle(severity) })).toBe(said)
  })

  test('PFD-06 in the answer of the FHIR server too', async () => {
    ehr.fail('/Condition', (response) => {
      response
        .writeHead(200, { 'content-type': 'application/fhir+json' })
        .end(JSON.stringify(bundle('error')))
    })
    expect(await conditions({ patient }, access())).toBe('unknown')
  })

  test('PFD-06 a warning there makes the answer incomplete', async () => {
    ehr.fail('/Condition', (response) => {
      response
        .writeHead(200, { 'content-type': 'application/fhir+json' })
        .end(JSON.stringify(bundle('warning')))
    })
    expect(await conditions({ patient }, access())).toBe('unknown')
  })
})

test.each([
  ['null', null],
  ['a Bundle with no entries', { resourceType: 'Bundle', type: 'searchset', entry: [] }],
  ['a Bundle without entry', { resourceType: 'Bundle', type: 'searchset', total: 0 }],
])('PFD-07 %s for a search means none, and is not asked again', async (_name, conds) => {
  expect(await conditions({ patient, conds }, access())).toBe('0')
  expect(paths()).toEqual([])
})

test('PFD-08 what is missing is asked for, with exactly the query of the template', async () => {
  expect(await conditions({}, access())).toBe('2')
  const asked = ehr.requests.map(({ method, path, query }) => [method, path, String(query)])
  expect(asked.toSorted()).toEqual([
    ['GET', '/Condition', 'patient=pat1'],
    ['GET', '/Patient/pat1', ''],
  ])
})

test('PFD-09 needed and not to be had: 412 that names the key', async () => {
  for (const request of [
    withPrefetch({}),
    withPrefetch({ conds: null }),
    withPrefetch({ patient: outcome('error') }),
    withPrefetch({ patient: null }),
    withPrefetch(
      {},
      { fhirServer: ehr.url, fhirAuthorization: { ...authorization, access_token: 'x' } },
    ),
  ]) {
    const answer = await post(app, 'pv', request)
    expect(answer.status).toBe(412)
    expect(fieldsOf(answer.body)).toContain('prefetch.patient')
    expect(answer.text).not.toContain('SECRET-TEXT')
  }
})

describe('pages', () => {
  const first = (url: unknown, ...more: readonly object[]) => ({
    ...searchset(condition('c1'), ...more),
    link: [{ relation: 'next', url }],
  })
  /** Serves a page at `?page=n` of the server's base. */
  const page = (number: number, body: object) =>
    ehr.fail(new RegExp(`page=${number}$`), (response) => {
      response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body))
    })
  const at = (number: number) => `${ehr.url}?page=${number}`
  const asked = () => ehr.requests.map(({ path, query }) => `${path}?${query}`)

  test('PFD-11 the pages that follow a supplied one are read by its link, with the token', async () => {
    page(2, { ...searchset(condition('c2')), link: [{ relation: 'next', url: at(3) }] })
    page(3, searchset(condition('c3')))
    expect(await conditions({ patient, conds: first(at(2)) }, access())).toBe('3')
    expect(asked()).toEqual(['?page=2', '?page=3'])
    expect(ehr.requests.map(({ headers }) => headers.authorization)).toEqual(
      Array(2).fill(`Bearer ${authorization.access_token}`),
    )
  })

  test('PFD-11 the total counts all pages together', async () => {
    page(2, { ...searchset(condition('c2')), total: 2 })
    const conds = { ...first(at(2)), total: 2 }
    expect(await conditions({ patient, conds }, access())).toBe('2')
    expect(await conditions({ patient, conds: { ...conds, total: 3 } }, access())).toBe('unknown')
  })

  test('PFD-12 a first page without access is incomplete, never the whole', async () => {
    expect(await conditions({ patient, conds: first(at(2)) })).toBe('unknown')
    expect(asked()).toEqual([])
  })

  test.each([
    ['on another host', () => `${trap.url}/Condition`],
    ['beside the base', () => ehr.url.replace(/fhir$/, 'fhir2/Condition?page=2')],
    ['above the base', () => `${ehr.url}/../Condition`],
    ['with a user in it', () => ehr.url.replace('//', '//user@')],
    ['that is no text', () => 7],
    ['that is missing', () => undefined],
  ])(
    'PFD-12 FRA-08 a next link %s is not followed, and the data stay incomplete',
    async (_name, url) => {
      expect(await conditions({ patient, conds: first(url()) }, access())).toBe('unknown')
      expect([...asked(), ...trap.requests]).toEqual([])
    },
  )

  test('PFD-12 nor is one in an answer of the FHIR server', async () => {
    ehr.fail('/Condition', 'next-elsewhere', `${trap.url}/Condition`)
    expect(await conditions({ patient }, access())).toBe('unknown')
    expect(trap.requests).toHaveLength(0)
  })

  test('PFD-12 pages in a ring end, and the data stay incomplete', async () => {
    page(2, { ...searchset(condition('c2')), link: [{ relation: 'next', url: at(3) }] })
    page(3, { ...searchset(condition('c3')), link: [{ relation: 'next', url: at(2) }] })
    expect(await conditions({ patient, conds: first(at(2)) }, access())).toBe('unknown')
    expect(asked()).toEqual(['?page=2', '?page=3'])
  })

  test('PFD-12 no more than 20 pages are read', async () => {
    for (let number = 2; number < 40; number++)
      page(number, { ...searchset(), link: [{ relation: 'next', url: at(number + 1) }] })
    expect(await conditions({ patient, conds: first(at(2)) }, access())).toBe('unknown')
    expect(asked()).toHaveLength(19)
  })

  test.each([
    ['is refused', () => ehr.fail(/page=2/, 404)],
    ['is no Bundle', () => page(2, condition('c2'))],
    ['holds an error', () => page(2, searchset(condition('c2'), outcome('error')))],
    ['holds a warning', () => page(2, searchset(condition('c2'), outcome('warning')))],
    ['is about another patient', () => page(2, searchset(condition('c2', 'Patient/other')))],
  ])('PFD-12 a following page that %s leaves the data incomplete', async (_name, arrange) => {
    arrange()
    expect(await conditions({ patient, conds: first(at(2)) }, access())).toBe('unknown')
    expect(asked()).toEqual(['?page=2'])
  })

  test('PFD-06 a warning on the supplied page keeps the data incomplete', async () => {
    page(2, searchset(condition('c2')))
    const conds = first(at(2), outcome('warning'))
    expect(await conditions({ patient, conds }, access())).toBe('unknown')
  })

  test('FRA-03 FA-07 a following page is not read where the scope does not permit its type', async () => {
    const fhirAuthorization = { ...authorization, scope: 'patient/Patient.read' }
    page(2, searchset(condition('c2')))
    const request = { ...access(), fhirAuthorization }
    expect(await conditions({ patient, conds: first(at(2)) }, request)).toBe('unknown')
    expect(asked()).toEqual([])
  })

  test('REQ-14 another patient on the supplied page is refused whatever follows', async () => {
    const conds = first(at(2), condition('c9', 'Patient/other'))
    const answer = await post(app, 'pv', withPrefetch({ patient, conds }, access()))
    expect(answer.status).toBe(412)
    expect(asked()).toEqual([])
  })
})

test.each([
  ['a bare resource for a search', { patient, conds: condition('c1') }, '1'],
  [
    'a Bundle of another type',
    { patient, conds: { ...searchset(condition('c1')), type: 'collection' } },
    '1',
  ],
  ['a Bundle for a read', { patient: searchset(patient), conds: null }, '0'],
  [
    'the older wrapping',
    { patient: { response: { status: '200' }, resource: patient }, conds: null },
    '0',
  ],
  ['a resource of another type', { patient, conds: patient }, 'unknown'],
  ['a text', { patient, conds: '123' }, 'unknown'],
  ['a number', { patient, conds: 5 }, 'unknown'],
  ['a list', { patient, conds: [condition('c1')] }, 'unknown'],
  [
    'a Bundle whose entry is no list',
    { patient, conds: { ...searchset(), entry: { resource: condition('c1') } } },
    'unknown',
  ],
  [
    'a Bundle whose links are no list',
    { patient, conds: { ...searchset(condition('c1')), link: { relation: 'next' } } },
    'unknown',
  ],
  [
    'entries that hold nothing',
    { patient, conds: { ...searchset(), entry: [null, {}] } },
    'unknown',
  ],
  [
    'an entry that holds nothing beside one that does',
    { patient, conds: { ...searchset(), entry: [{ resource: condition('c1') }, {}] } },
    'unknown',
  ],
  ['a count without its entries', { patient, conds: { ...searchset(), total: 3 } }, 'unknown'],
  [
    'fewer entries than the total, and no next page',
    { patient, conds: { ...searchset(condition('c1')), total: 3 } },
    'unknown',
  ],
  ['a Bundle of another type of resource', { patient, conds: searchset(patient) }, 'unknown'],
  [
    'a Bundle within a Bundle',
    { patient, conds: searchset(searchset(condition('c1'))) },
    'unknown',
  ],
])('PFD-13 %s: conditions %s', async (_name, prefetch, said) => {
  expect(await conditions(prefetch)).toBe(said)
})

test('PFD-13 a Bundle with nothing of what was asked for is asked for again', async () => {
  for (const conds of [{ ...searchset(), total: 3 }, searchset(patient)])
    expect(await conditions({ patient, conds }, access())).toBe('2')
  expect(paths()).toEqual(['/Condition', '/Condition'])
})

test('PFD-13 a value that is no resource counts as missing', async () => {
  expect(await conditions({ patient: '123', conds: 7 }, access())).toBe('2')
  expect(paths().toSorted()).toEqual(['/Condition', '/Patient/pat1'])
})

test('PFD-14 an error for needed data is 412 without a query, for optional data unknown', async () => {
  const needed = withPrefetch({ patient: outcome('error'), conds: null }, access())
  expect((await post(app, 'pv', needed)).status).toBe(412)
  expect(paths()).toEqual([])
  const known = await conditions({ patient, conds: null })
  const unknown = await conditions({ patient, conds: outcome('error') })
  expect([known, unknown]).toEqual(['0', 'unknown'])
})

test('PFD-15 null for a needed read is asked once, then 412; for a search it is an answer', async () => {
  expect(await conditions({ patient: null, conds: null }, access())).toBe('0')
  expect(paths()).toEqual(['/Patient/pat1'])
  ehr.load([])
  ehr.fail('/Patient/pat1', 404)
  const again = withPrefetch({ patient: null, conds: null }, access())
  expect((await post(app, 'pv', again)).status).toBe(412)
  expect(paths()).toHaveLength(2)
  expect((await post(app, 'pv', rpv())).status).toBe(200)
})
