import { afterEach, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { nodeScoreCache } from '../../src/cache/node-score-cache.ts'
import { makeApp, shippedServices, type TestApp } from '../support/make-app.ts'

// What a rule says of a score that was computed at an earlier call, when its data cannot be had any more.
const SNOMED = 'http://snomed.info/sct'
const subject = { reference: 'Patient/pat1' }
const patient = {
  ...{ resourceType: 'Patient', id: 'pat1', gender: 'male', birthDate: '1961-01-01' },
  address: [{ country: 'US' }],
}
const disease = {
  ...{ resourceType: 'Condition', id: 'c', subject },
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: { coding: [{ system: SNOMED, code: '709044004' }] },
}
const result = (code: string, value: number, unit: string) => ({
  ...{ resourceType: 'Observation', id: `o${code}`, status: 'final', subject },
  code: { coding: [{ system: 'http://loinc.org', code }] },
  effectiveDateTime: '2026-10-01',
  valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
})
const found = (...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
})

let running: TestApp
afterEach(() => running.close())

async function cards(prefetch: object, more: object = {}) {
  const { status, body } = await request(running.app)
    .post('/cds-services/cardiometabolic-risk')
    .send({
      hook: 'patient-view',
      hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10',
      context: { userId: 'Practitioner/p1', patientId: 'pat1' },
      prefetch: { patient, conditions: found(disease), referrals: null, ...prefetch },
      ...more,
    })
  expect(status).toBe(200)
  return body.cards as readonly { summary: string; detail: string }[]
}

/** The shipped service, but for saying what it could not check: that is what is to be seen here. */
async function announcing() {
  const service = (await shippedServices()).get('cardiometabolic-risk')
  if (service === undefined) throw new Error('not shipped')
  return new Map([
    [service.service.id, { ...service, service: { ...service.service, announceGaps: true } }],
  ])
}

test.each([
  ['says when it was computed, where it is high', 2.6, 600, /^Kidney failure risk .* in 5 years/],
  ['is no all-clear, where it was low', 1.5, 5, /^Not checked: .*progression of/],
])('a kept risk of kidney failure %s', async (_, creatinine, ratio, summary) => {
  running = await makeApp({
    now: '2026-11-24T12:00:00Z',
    registry: await announcing(),
    engine: { scoreCache: nodeScoreCache() },
  })
  const uacr = found(result('9318-7', ratio, 'mg/g'))
  await cards({ creatinine: found(result('2160-0', creatinine, 'mg/dL')), uacr })
  const later = await cards({ uacr })
  expect(later.map((each) => each.summary)).toContainEqual(expect.stringMatching(summary))
  for (const each of later)
    if (/^Kidney failure risk/.test(each.summary))
      expect(each.detail).toMatch(/Computed 2026-11-24; its data could not be read now/)
})

describe('a score is kept for a patient of one FHIR server (T21)', () => {
  const uacr = found(result('9318-7', 600, 'mg/g'))
  const creatinine = found(result('2160-0', 2.6, 'mg/dL'))
  const at = (fhirServer?: string) => (fhirServer === undefined ? {} : { fhirServer })

  test.each([
    ['found under the same base', 'https://a.example/fhir', 'https://a.example/fhir', true],
    ['found with a slash at the end', 'https://a.example/fhir', 'https://a.example/fhir/', true],
    ['found in another spelling', 'https://a.example/fhir/', 'https://A.example:443/fhir', true],
    ['found without any base in either', undefined, undefined, true],
    ['not found under another base', 'https://a.example/fhir', 'https://b.example/fhir', false],
    ['not found under another path', 'https://a.example/1/fhir', 'https://a.example/2/fhir', false],
    ['not found where no server is named', 'https://a.example/fhir', undefined, false],
  ])('%s', async (_name, first, second, isFound) => {
    running = await makeApp({
      now: '2026-11-24T12:00:00Z',
      registry: await announcing(),
      engine: { scoreCache: nodeScoreCache() },
    })
    await cards({ creatinine, uacr }, at(first))
    const later = JSON.stringify(await cards({ uacr }, at(second)))
    expect(later.includes('Computed 2026-11-24')).toBe(isFound)
  })

  test('a call that names no server means the one of its client', async () => {
    running = await makeApp({
      now: '2026-11-24T12:00:00Z',
      registry: await announcing(),
      engine: { scoreCache: nodeScoreCache() },
      config: 'openMode: { fhirServers: [https://a.example/fhir] }',
    })
    await cards({ creatinine, uacr }, at('https://a.example/fhir'))
    expect(JSON.stringify(await cards({ uacr }))).toContain('Computed 2026-11-24')
  })

  test('a call of a client with several servers that names none finds nothing and keeps nothing', async () => {
    const scoreCache = nodeScoreCache()
    running = await makeApp({
      now: '2026-11-24T12:00:00Z',
      registry: await announcing(),
      engine: { scoreCache },
      config: 'openMode: { fhirServers: [https://a.example/fhir, https://b.example/fhir] }',
    })
    const first = JSON.stringify(await cards({ creatinine, uacr }))
    expect(first).toContain('Kidney failure risk')
    expect(JSON.stringify(await cards({ uacr }))).not.toContain('Computed 2026-11-24')
    expect(scoreCache.counts()).toEqual({ hits: 0, misses: 0, stale: 0 })
    await cards({ creatinine, uacr }, at('https://a.example/fhir'))
    expect(JSON.stringify(await cards({ uacr }, at('https://a.example/fhir')))).toContain(
      'Computed 2026-11-24',
    )
  })
})
