import { expect, test } from '@jest/globals'
import request from 'supertest'
import { codes, defineRule, defineService, optional, ordering, templates } from '../../src/index.ts'
import { makeApp, registryOf } from '../support/make-app.ts'

const common = {
  version: '1.0.0',
  owner: 'Tests',
  reviewBy: '2099-01-01',
  source: { label: 'none' },
  prefetch: { patient: optional(templates.patient) },
} as const

/** Counts how often it was run: what failed once is not run where nothing could end it. */
let runs = 0
const failing = defineRule({
  ...common,
  id: 'failing',
  hooks: 'patient-view',
  cards: { never: { indicator: 'info', summary: 'Never shown' } },
  evaluate() {
    runs++
    throw new Error('a fault of the rule')
  },
})
const sound = defineRule({
  ...common,
  id: 'sound',
  hooks: ['patient-view', 'order-sign'],
  cards: { seen: { indicator: 'info', summary: 'Seen' } },
  evaluate: (_data, { card }) => [card('seen', {})],
})
const waiting = defineRule({
  ...common,
  id: 'waiting',
  hooks: 'order-sign',
  when: ordering(codes('http://loinc.org', ['4548-4'])),
  cards: { seen: { indicator: 'info', summary: 'Seen' } },
  evaluate: () => [],
})

const service = defineService({ id: 'tried', title: 'Tried', description: 'For tests' })

async function explained(hook: string, context: object = {}) {
  const registry = registryOf([{ service, rules: [failing, sound, waiting] }])
  const app = await makeApp({ registry })
  const answer = await request(app.app)
    .post('/sandbox/api/explain/tried')
    .send({
      hook,
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      context: { userId: 'Practitioner/1', patientId: 'p', ...context },
    })
  await app.close()
  expect(answer.status).toBe(200)
  return answer.body
}

test('a rule that failed is told, run once, and costs the others nothing', async () => {
  const { rules } = await explained('patient-view')
  expect(rules).toMatchObject([
    { rule: 'failing', state: 'failed', cards: 0, why: expect.stringContaining('failed') },
    { rule: 'sound', state: 'cards', cards: 1, why: 'info: Seen' },
  ])
  expect(runs).toBe(1)
})

test('rules of another hook are not among them; silence without a README is said to have no reason', async () => {
  const draftOrders = {
    resourceType: 'Bundle',
    entry: [
      {
        resource: {
          resourceType: 'ServiceRequest',
          id: 'o',
          code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
        },
      },
    ],
  }
  const { rules, ms } = await explained('order-sign', { draftOrders })
  expect(ms).toBeGreaterThanOrEqual(0)
  expect(rules).toMatchObject([
    { rule: 'sound', state: 'cards' },
    { rule: 'waiting', state: 'silent', why: 'Its README does not say when it stays silent.' },
  ])
})
