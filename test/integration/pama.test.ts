import { afterEach, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { makeApp, type TestApp } from '../support/make-app.ts'

const SNOMED = 'http://snomed.info/sct'
const order = {
  resourceType: 'ServiceRequest',
  id: 'mri',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/pat1' },
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '72133' }] },
  reasonCode: [{ coding: [{ system: SNOMED, code: '279039007' }] }],
}
const body = (birthDate: string, medications: unknown = null, more: object = {}) => ({
  hook: 'order-select',
  hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
  context: {
    userId: 'Practitioner/p1',
    patientId: 'pat1',
    selections: ['ServiceRequest/mri'],
    draftOrders: { resourceType: 'Bundle', entry: [{ resource: { ...order, ...more } }] },
  },
  prefetch: {
    patient: { resourceType: 'Patient', id: 'pat1', gender: 'female', birthDate },
    conditions: null,
    medications,
  },
})

describe('imaging is rated as the CDS Hooks for PAMA guide has it', () => {
  let running: TestApp | undefined
  afterEach(() => running?.close())
  const ask = async (config: string, birthDate: string, medications?: unknown, more?: object) => {
    running = await makeApp({ now: '2026-03-01T12:00:00Z', config })
    const answer = await request(running.app)
      .post('/cds-services/order-appropriateness')
      .send(body(birthDate, medications, more))
    expect(answer.status).toBe(200)
    return answer.body
  }

  test.each([
    ['not-appropriate', '1990-01-01', 1],
    ['no-guidelines-apply', '1950-01-01', 0],
  ])('%s for one born %s', async (code, birthDate, cards) => {
    const answer = await ask('openMode: { systemActions: true }', birthDate)
    expect(answer.cards).toHaveLength(cards)
    expect(answer.systemActions).toEqual([
      {
        type: 'update',
        description: expect.stringContaining('appropriateness'),
        resource: {
          ...order,
          extension: [
            {
              url: 'http://fhir.org/argonaut/Extension/pama-rating',
              valueCodeableConcept: {
                coding: [{ system: 'http://fhir.org/argonaut/CodeSystem/pama-rating', code }],
              },
            },
          ],
        },
      },
    ])
  })

  test.each([
    ['no-guidelines-apply', 'Pain without relief despite 3 months of NSAIDs and new foot drop'],
    ['not-appropriate', '35 years old, no fever, weight loss or weakness'],
  ])('%s by the note "%s"', async (code, text) => {
    const config = 'openMode: { systemActions: true }'
    const { systemActions } = await ask(config, '1990-01-01', null, { note: [{ text }] })
    expect(systemActions[0].resource.extension[0].valueCodeableConcept.coding[0].code).toBe(code)
  })

  const outcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'exception' }],
  }

  test('medicines unknown: the card says so, and nothing is rated as not appropriate', async () => {
    const answer = await ask('openMode: { systemActions: true }', '1990-01-01', outcome)
    expect(answer.cards).toHaveLength(1)
    expect(answer.cards[0].detail).toContain('could not be looked at')
    expect(answer).not.toHaveProperty('systemActions')
  })

  test('medicines unknown: a red flag on file is rated all the same', async () => {
    const answer = await ask('openMode: { systemActions: true }', '1950-01-01', outcome)
    expect(answer.cards).toEqual([])
    expect(answer.systemActions).toHaveLength(1)
  })

  test('a client that did not agree to system actions gets the card alone', async () => {
    const answer = await ask('', '1990-01-01')
    expect(answer.cards).toHaveLength(1)
    expect(answer).not.toHaveProperty('systemActions')
  })
})
