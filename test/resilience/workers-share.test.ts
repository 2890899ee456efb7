import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { RXNORM } from '../../src/index.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { type Serving, serve, stop } from '../support/serve.ts'
import { servicesWith } from '../support/services-with.ts'

// So many at once that each of the workers has several of them.
const WORKERS = 3
const AT_ONCE = 30
const CONFIG = `{ workers: ${WORKERS}, maxInFlight: 64, openMode: { deadlineMs: 30000, fhirTimeoutMs: 25000 } }`

const view = JSON.parse(
  readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8'),
)

interface Seen {
  readonly status: number
  readonly text: string
}

async function post({ url }: Serving, service: string, body: object): Promise<Seen> {
  const answer = await fetch(`${url}/cds-services/${service}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text() }
}

const together = (serving: Serving, service: string, body: object): Promise<readonly Seen[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, () => post(serving, service, body)))

const metric = async ({ url }: Serving, line: RegExp): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(line.exec(text)?.[1] ?? Number.NaN)
}

describe('what several workers share', () => {
  let serving: Serving
  let fhir: FhirServer
  beforeAll(async () => {
    fhir = await startFhirServer()
    serving = await serve(CONFIG)
  })
  afterAll(async () => {
    expect(await stop(serving)).toBe(0)
    await fhir.close()
  })

  const day = new Date().toISOString().slice(0, 10)
  const patient = { resourceType: 'Patient', id: 'kim', birthDate: '1950-01-01', gender: 'female' }
  const subject = { reference: 'Patient/kim' }
  const creatinine = {
    resourceType: 'Observation',
    id: 'creatinine',
    status: 'final',
    subject,
    effectiveDateTime: day,
    code: { coding: [{ system: 'http://loinc.org', code: '2160-0' }] },
    valueQuantity: { value: 3, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' },
  }
  const metformin = {
    resourceType: 'MedicationRequest',
    id: 'draft',
    status: 'draft',
    intent: 'order',
    subject,
    medicationCodeableConcept: { coding: [{ system: RXNORM, code: '861007' }] },
  }
  const entry = (...resources: readonly object[]) => resources.map((resource) => ({ resource }))
  const order = (prefetch: object) => ({
    hook: 'order-sign',
    hookInstance: view.hookInstance,
    context: {
      userId: 'Practitioner/p1',
      patientId: 'kim',
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: entry(metformin) },
    },
    prefetch: { patient, ...prefetch },
  })
  const found = { resourceType: 'Bundle', type: 'searchset', entry: entry(creatinine) }

  test('a score that one of them has computed serves the others when its inputs cannot be had', async () => {
    const without = order({})
    expect((await post(serving, 'medication-safety', without)).text).not.toContain('Computed')
    const first = await post(serving, 'medication-safety', order({ creatinine: found }))
    expect(first.text).toContain('Metformin is contraindicated')
    expect(first.text).not.toContain('Computed')
    for (const { status, text } of await together(serving, 'medication-safety', without)) {
      expect(status).toBe(200)
      expect(text).toContain('Metformin is contraindicated')
      expect(text).toContain(`Computed ${day}`)
    }
  })

  test('five failures of a FHIR server, wherever they are met, keep all of them away from it', async () => {
    fhir.fail(/./, 500)
    const { prefetch: _, ...rest } = view
    const call = { ...rest, fhirServer: fhir.url }
    const open = /^cardstock_fhir_breaker\{state="open"\} (\d+)/m
    while ((await metric(serving, open)) !== 1)
      expect((await post(serving, 'cardiometabolic-risk', call)).status).toBe(412)
    const asked = fhir.requests.length
    for (const { status } of await together(serving, 'cardiometabolic-risk', call))
      expect(status).toBe(412)
    expect(fhir.requests).toHaveLength(asked)
  })
})

describe('a rule that never comes back, with more time than the call has', () => {
  let serving: Serving
  let services: string
  beforeAll(async () => {
    services = servicesWith('medication-safety', [
      { name: 'hangs', body: 'for (;;);', onlyIfNamed: true },
    ])
    serving = await serve(
      '{ workers: 1, ruleBudgetMs: 60000, openMode: { deadlineMs: 500, fhirTimeoutMs: 400 } }',
      { env: { CARDSTOCK_SERVICES: services } },
    )
  })
  afterAll(async () => {
    serving.child.kill('SIGKILL')
    rmSync(join(services, '..'), { recursive: true })
  })

  test('the process answers at the deadline, and says what was not finished', async () => {
    const body = JSON.parse(
      readFileSync(new URL('../support/requests/order-sign.json', import.meta.url), 'utf8'),
    )
    body.context.encounterId = 'hangs'
    const { status, text } = await post(serving, 'medication-safety', body)
    expect(status).toBe(200)
    expect(text).toContain('the check was not finished in time')
  })
})
