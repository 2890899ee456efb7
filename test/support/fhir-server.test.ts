import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type FhirServer, startFhirServer } from './fhir-server.ts'

const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] })
const subject = { reference: 'Patient/1' }
const observation = (id: string, code: string, date: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: loinc(code),
  subject,
  effectiveDateTime: date,
  ...more,
})
const active = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code }],
})

const resources = [
  { resourceType: 'Patient', id: '1', birthDate: '1980-02-03' },
  { resourceType: 'Patient', id: '2' },
  observation('a', '4548-4', '2024-05-01T01:00:00+05:00'), // 30 April in UTC
  observation('b', '4548-4', '2024-05-01T00:00:00Z', { category: [loinc('laboratory')] }),
  observation('c', '2160-0', '2024-06', { encounter: { reference: 'Encounter/e' } }),
  observation('d', '4548-4', '2024-07-01', { subject: { reference: 'Patient/2' } }),
  observation('e', '4548-4', '2024-08-01', { subject: { reference: 'Group/1' } }),
  { resourceType: 'Condition', id: 'f', subject, clinicalStatus: active('active') },
  { resourceType: 'Condition', id: 'g', subject, clinicalStatus: active('resolved') },
  { resourceType: 'MedicationRequest', id: 'h', subject, status: 'active', authoredOn: '2020' },
  { resourceType: 'MedicationRequest', id: 'i', subject, status: 'stopped', authoredOn: '2022' },
  { resourceType: 'MedicationRequest', id: 'j', subject, status: 'draft', authoredOn: '2021' },
  { resourceType: 'MedicationRequest', id: 'k', subject, status: 'completed' },
  { resourceType: 'AllergyIntolerance', id: 'l', patient: subject },
]

interface Bundle {
  readonly total: number
  readonly link?: readonly { readonly relation: string; readonly url: string }[]
  readonly entry: readonly { readonly resource: { readonly id: string } }[]
}

let server: FhirServer
beforeEach(async () => {
  server = await startFhirServer({ resources })
})
afterEach(() => server.close())

async function bundleAt(url: string, init?: RequestInit): Promise<Bundle> {
  const response = await fetch(url, init)
  expect(response.status).toBe(200)
  return (await response.json()) as Bundle // what this server sends for a search
}

const ids = ({ entry }: Bundle) => entry.map(({ resource }) => resource.id)

describe('search', () => {
  test.each([
    ['Patient?_id=1,2', ['1', '2']],
    ['Patient?birthdate=lt1990', ['1']],
    ['Observation?patient=1', ['a', 'b', 'c']],
    ['Observation?patient=Patient/1', ['a', 'b', 'c']],
    ['Observation?subject=Patient/2', ['d']],
    ['Observation?subject=Group/1', ['e']],
    ['Observation?patient=1&code=4548-4', ['a', 'b']],
    ['Observation?patient=1&code=http://loinc.org%7C4548-4', ['a', 'b']],
    ['Observation?patient=1&code=http://other.example%7C4548-4', []],
    ['Observation?patient=1&code=%7C4548-4', []],
    ['Observation?patient=1&code=x,http://loinc.org%7C4548-4,http://loinc.org%7C2160-0', 'abc'],
    ['Observation?patient=1&category=laboratory', ['b']],
    ['Observation?encounter=e', ['c']],
    ['Observation?encounter=Encounter/e', ['c']],
    ['Observation?patient=1&date=ge2024-05-01', ['b', 'c']],
    ['Observation?patient=1&date=ge2024-05-01&date=lt2024-06-01', ['b']],
    ['Observation?patient=1&_sort=-date', ['c', 'b', 'a']],
    ['Observation?patient=1&_sort=date', ['a', 'b', 'c']],
    ['Observation?patient=1&_sort=-date&_count=1', ['c']],
    ['Observation?patient=1&_include=Observation:subject', ['a', 'b', 'c']],
    ['Condition?patient=1&clinical-status=active', ['f']],
    ['Condition?patient=1', ['f', 'g']],
    ['MedicationRequest?patient=1&status=active,draft', ['h', 'j']],
    ['MedicationRequest?patient=1&_sort=-authoredon', ['i', 'j', 'h', 'k']],
    ['MedicationRequest?patient=1&_sort=authoredon', ['h', 'j', 'i', 'k']],
    ['AllergyIntolerance?patient=1', ['l']],
    ['AllergyIntolerance?patient=2', []],
  ])('%s', async (query, expected) => {
    expect(ids(await bundleAt(`${server.url}/${query}`))).toEqual([...expected])
  })

  test('by POST gives the same', async () => {
    const body = new URLSearchParams({ patient: '1', code: 'http://loinc.org|4548-4' })
    const found = await bundleAt(`${server.url}/Observation/_search`, { method: 'POST', body })
    expect(ids(found)).toEqual(['a', 'b'])
  })

  test.each([
    ['Observation?nonsense=1'],
    ['Observation?patient=1&_sort=nonsense'],
    ['Observation?date=today'],
    ['Observation?_count=many'],
    ['MedicationRequest?patient=1&_sort=-date'],
    ['Condition?patient=1&status=active'],
  ])('%s is refused, never half answered', async (query) => {
    const response = await fetch(`${server.url}/${query}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ resourceType: 'OperationOutcome' })
  })
})

describe('paging', () => {
  test('next links lead through everything once', async () => {
    const small = await startFhirServer({ resources, pageSize: 2 })
    try {
      const pages: (readonly string[])[] = []
      let url: string | undefined = `${small.url}/Observation?_sort=date`
      while (url !== undefined) {
        const page: Bundle = await bundleAt(url)
        expect(page.total).toBe(5)
        pages.push(ids(page))
        url = page.link?.find(({ relation }) => relation === 'next')?.url
      }
      expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']])
    } finally {
      await small.close()
    }
  })

  test('_count makes pages smaller, and _count=0 gives the total alone', async () => {
    const page = await bundleAt(`${server.url}/Observation?_count=2`)
    expect(ids(page)).toEqual(['a', 'b'])
    expect(page.link).toHaveLength(1)
    const none = await bundleAt(`${server.url}/Observation?_count=0`)
    expect(none).toMatchObject({ total: 5, entry: [] })
    expect(none).not.toHaveProperty('link')
  })
})

describe('reading', () => {
  test('gives the resource, and 404 with an OperationOutcome for none', async () => {
    expect(await (await fetch(`${server.url}/Patient/1`)).json()).toEqual(resources[0])
    for (const path of ['Patient/9', 'Device/1', 'Patient/1/_history/1', '?_getpages=7']) {
      const response = await fetch(`${server.url}/${path}`)
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ resourceType: 'OperationOutcome' })
    }
  })

  test('needs the token, where there is one', async () => {
    const closed = await startFhirServer({ resources, token: 'good' })
    try {
      const statusWith = async (authorization: string) =>
        (await fetch(`${closed.url}/Patient/1`, { headers: { authorization } })).status
      expect(await statusWith('Bearer good')).toBe(200)
      expect(await statusWith('Bearer bad')).toBe(401)
      expect((await fetch(`${closed.url}/Patient/1`)).status).toBe(401)
    } finally {
      await closed.close()
    }
  })

  test('is kept in requests', async () => {
    await fetch(`${server.url}/Patient/1?_format=json`, { headers: { accept: 'a/b' } })
    const [request] = server.requests
    expect(request).toMatchObject({ method: 'GET', path: '/Patient/1', headers: { accept: 'a/b' } })
    expect(request?.query.get('_format')).toBe('json')
  })
})

test('faults go by path, the last one first, and heal', async () => {
  server.fail(/^\/Patient/, 503)
  server.fail('/Patient/1', 'html')
  expect((await fetch(`${server.url}/Patient/1`)).headers.get('content-type')).toBe('text/html')
  expect((await fetch(`${server.url}/Patient/2`)).status).toBe(503)
  expect((await fetch(`${server.url}/Condition/f`)).status).toBe(200)
  server.heal()
  expect((await fetch(`${server.url}/Patient/1`)).status).toBe(200)
})

test('a pattern sees the query and the form, decoded', async () => {
  server.fail(/^\/Observation.*code=http:\/\/loinc.org\|4548-4/g, 500)
  const query = 'patient=1&code=http%3A%2F%2Floinc.org%7C4548-4'
  const form = { method: 'POST', body: new URLSearchParams(query) }
  for (let time = 0; time < 2; time += 1) {
    expect((await fetch(`${server.url}/Observation?${query}`)).status).toBe(500)
    expect((await fetch(`${server.url}/Observation/_search`, form)).status).toBe(500)
  }
  expect((await fetch(`${server.url}/Observation?patient=1`)).status).toBe(200)
})

test('a redirect and a next link lead to the target', async () => {
  const target = 'http://elsewhere.example/fhir'
  server.fail(/^\/Patient\/1/, 'redirect', target)
  server.fail(/^\/Observation/, 'next-elsewhere', target)
  const redirect = await fetch(`${server.url}/Patient/1`, { redirect: 'manual' })
  expect([redirect.status, redirect.headers.get('location')]).toEqual([302, target])
  const page = await bundleAt(`${server.url}/Observation?patient=1`)
  expect(page.link).toEqual([{ relation: 'next', url: target }])
})

/** As large as the largest Synthea record in use, 2.4 MB: 6,000 Observations with references. */
test('a large transaction Bundle loads with its references resolved', async () => {
  const uuid = (n: number) => `urn:uuid:${String(n).padStart(36, '0')}`
  const entry = Array.from({ length: 6_000 }, (_, n) => ({
    fullUrl: uuid(n),
    resource:
      n === 0
        ? { resourceType: 'Patient', id: 'p' }
        : {
            ...observation(`o${n}`, '4548-4', '2024-05-01'),
            subject: { reference: uuid(0) },
            hasMember: [{ reference: uuid(n - 1) }],
            text: { status: 'generated', div: 'x'.repeat(100) },
          },
  }))
  server.load({ resourceType: 'Bundle', type: 'transaction', entry })
  const found = await bundleAt(`${server.url}/Observation?patient=p&_count=1`)
  expect(found.total).toBe(5_999)
  expect(found.entry[0]).toMatchObject({
    resource: { subject: { reference: 'Patient/p' }, hasMember: [{ reference: 'Patient/p' }] },
  })
})
