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
  servers.push(ehr)
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
  const first = (url: string) => ({
    ...searchset(condition('c1')),
    link: [{ relation: 'next', url }],
  })
  test('PFD-11 a first page is made whole from the FHIR server', async () => {
    const conds = first(`${ehr.url}?page=2`)
    expect(await conditions({ patient, conds }, access())).toBe('2')
  })

  test('PFD-12 a first page without access is incomplete, never the whole', async () => {
    expect(await conditions({ patient, conds: first(`${ehr.url}?page=2`) })).toBe('unknown')
  })

  test('PFD-12 a next page elsewhere is not asked for, and the data stay incomplete', async () => {
    const trap = await startFhirServer({ resources: [condition('c9')] })
    servers.push(trap)
    ehr.fail('/Condition', 'next-elsewhere', `${trap.url}/Condition`)
    expect(await conditions({ patient }, access())).toBe('unknown')
    const conds = first(`${trap.url}/Condition`)
    expect(await conditions({ patient, conds })).toBe('unknown')
    expect(trap.requests).toHaveLength(0)
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
  ['a null entry', { patient, conds: { ...searchset(condition('c1')), entry: [null, {}] } }, '0'],
])('PFD-13 %s: conditions %s', async (_name, prefetch, said) => {
  expect(await conditions(prefetch)).toBe(said)
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
