import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { AuditEvent } from 'fhir/r4.js'
import { auditEvent } from '../../src/store/audit-event.ts'
import { type Call, MIXED, make } from '../support/calls.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { type Listening, listen } from '../support/raw-http.ts'

const [answered] = MIXED as unknown as readonly [Call]
const BODY = JSON.parse(answered.body ?? '')
const ADA = { resourceType: 'Patient', id: 'ada', birthDate: '1968-04-02' }
const condition = (id: string, patient: string) => ({
  ...{ resourceType: 'Condition', id, code: { text: 'Something' } },
  subject: { reference: `Patient/${patient}` },
})

let fhir: FhirServer
beforeEach(async () => {
  fhir = await startFhirServer({ resources: [ADA] })
})
afterEach(() => fhir.close())

/** Every search for conditions finds these. */
function found(...resources: readonly object[]): void {
  fhir.fail('/Condition', (response) => {
    const entry = resources.map((resource) => ({ resource }))
    response
      .writeHead(200, { 'content-type': 'application/fhir+json' })
      .end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry }))
  })
}

async function asked(use: (app: Listening, event: AuditEvent) => Promise<void>): Promise<void> {
  const app = await listen({ now: '2026-11-24T12:00:00Z' })
  try {
    const body = JSON.stringify({ ...BODY, fhirServer: fhir.url, prefetch: {} })
    await make({ ...answered, body }, app.url, 'id-1')
    await app.store.flush()
    for await (const record of app.store.audit.records())
      await use(app, auditEvent(record, 'https://cds.example.org'))
  } finally {
    await app.close()
  }
}

const metricsOf = async ({ url }: Listening) =>
  (await (await fetch(`${url}/metrics`)).text()).match(/^cardstock_fhir_strangers_total.*$/gm)
const leftOut = ({ entity }: AuditEvent) =>
  entity
    ?.flatMap(({ detail = [] }) => detail)
    .filter(({ type }) => type === 'resources of others left out')
    .map(({ valueString }) => valueString)

describe('T18 resources of another patient in an answer of the FHIR server', () => {
  test('are counted: in the metrics, the log line and the audit record', async () => {
    found(condition('c1', 'ada'), condition('c2', 'SECRET-BOB'), condition('c3', 'SECRET-BOB'))
    await asked(async (app, event) => {
      expect(await metricsOf(app)).toEqual(['cardstock_fhir_strangers_total{call="hook"} 2'])
      expect(app.logs.find(({ msg }) => msg === 'hook')).toMatchObject({ strangers: 2 })
      expect(leftOut(event)).toEqual(['2'])
      expect(JSON.stringify([app.logs, event])).not.toContain('SECRET-BOB')
    })
  })

  test('nothing is said where there are none', async () => {
    found(condition('c1', 'ada'))
    await asked(async (app, event) => {
      expect(await metricsOf(app)).toBeNull()
      expect(app.logs.find(({ msg }) => msg === 'hook')).not.toHaveProperty('strangers')
      expect(leftOut(event)).toEqual([])
    })
  })
})
