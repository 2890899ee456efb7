import { describe, expect, test } from '@jest/globals'
import { contextIds, defineHook, z } from '#cds'
import type { HookRef } from '../../src/protocol/hooks/index.ts'
import {
  ALL_HOOKS,
  allergy,
  bundle,
  contexts,
  fieldsOf,
  type Json,
  made,
  medicationRequest,
  post,
  requestFor,
  serviceRequest,
  start,
  task,
} from './fixtures.ts'

// Whatever resource a context brings along, for whatever hook, is about the patient that it names (REQ-14, T20).

const wardRound = defineHook({
  ...{ name: 'org.example.ward-round', hookVersion: '1.0', status: 'draft' },
  ...{ description: 'A ward round begins', tokens: ['userId', 'patientId'] },
  context: z.looseObject({ ...contextIds, seen: z.unknown() }),
})
const ids = { userId: 'Practitioner/p1', patientId: 'pat1' }

const subject = { reference: 'Patient/pat2' }
const condition = { resourceType: 'Condition', id: 'c1', subject }
const order = { ...serviceRequest, subject }
const medicine = { ...medicationRequest, subject }
const visit = (...patients: readonly string[]) => ({
  ...{ resourceType: 'Appointment', id: 'a1', status: 'proposed' },
  participant: ['Practitioner/p1', ...patients].map((reference) => ({
    ...{ actor: { reference }, status: 'needs-action' },
  })),
})

async function ask(hook: HookRef, change: Json) {
  const name = typeof hook === 'string' ? hook : hook.name
  const app = await start({ registry: made(() => [], { hooks: hook }) })
  const context = { ...(contexts[name] ?? ids), ...change }
  return post(app, 'made', requestFor(name, { context }))
}

const foreign: readonly (readonly [HookRef, string, Json])[] = [
  ['order-select', 'draftOrders', { draftOrders: bundle(medicine) }],
  ['order-sign', 'draftOrders', { draftOrders: bundle(order) }],
  ['order-dispatch', 'fulfillmentTasks', { fulfillmentTasks: [task, { ...task, for: subject }] }],
  ['order-dispatch', 'fulfillmentTasks', { task: { ...task, for: subject } }],
  ['appointment-book', 'appointments', { appointments: bundle(visit('Patient/pat2')) }],
  [
    ...(['allergyintolerance-create', 'allergyIntolerance'] as const),
    { allergyIntolerance: { ...allergy, patient: subject } },
  ],
  ['problem-list-item-create', 'conditions', { conditions: bundle(condition) }],
  ['medication-refill', 'medications', { medications: bundle(medicine) }],
  ['medication-verify', 'medication', { medication: medicine }],
  ['order-discontinue', 'toBeDiscontinued', { toBeDiscontinued: bundle(order) }],
  ['medication-prescribe', 'medications', { medications: bundle(medicine) }],
  ['order-review', 'orders', { orders: bundle(order) }],
  // These have no resources of their own; what a client adds is looked at all the same.
  ['patient-view', 'focus', { focus: condition }],
  ['encounter-start', 'visit', { visit: { resource: condition } }],
  ['encounter-discharge', 'visit', { visit: bundle({ resourceType: 'Patient', id: 'pat2' }) }],
  [wardRound, 'seen', { seen: bundle(bundle(condition)) }],
]

describe('a resource of the context about another patient', () => {
  test.each(foreign)('REQ-14 %s: 412, naming %s', async (hook, field, change) => {
    const answer = await ask(hook, change)
    expect(answer.status).toBe(412)
    expect(fieldsOf(answer.body)).toEqual([`context.${field}`])
    expect(answer.body).not.toHaveProperty('cards')
    expect(answer.text).not.toContain('pat2')
  })

  test('every hook is among them', () => {
    expect(ALL_HOOKS.filter((name) => !foreign.some(([hook]) => hook === name))).toEqual([])
  })

  test('REQ-14 an order that an order set holds inside itself: 412', async () => {
    const set = { resourceType: 'RequestGroup', id: 'g', contained: [order] }
    expect((await ask('order-discontinue', { toBeDiscontinued: bundle(set) })).status).toBe(412)
  })
})

describe('an order for no patient', () => {
  const group = { reference: 'Group/ward-7' }
  const ward = { ...serviceRequest, id: 'ward', subject: group }
  const dose = { ...medicationRequest, id: 'dose', subject: group }
  const set = (...contained: readonly object[]) => ({
    ...{ resourceType: 'RequestGroup', id: 'set', contained },
  })

  test.each([
    ['order-sign', 'draftOrders', bundle(ward, serviceRequest), bundle(serviceRequest)],
    ['order-select', 'draftOrders', bundle(medicationRequest, dose), bundle(medicationRequest)],
    ['order-review', 'orders', bundle(ward), bundle()],
    ['order-sign', 'draftOrders', bundle({ ...set(ward), subject: group }), bundle()],
    [
      ...(['order-sign', 'draftOrders'] as const),
      bundle(set(serviceRequest, ward)),
      bundle(set(serviceRequest)),
    ],
    ['medication-verify', 'medication', dose, { resourceType: 'Basic' }],
  ] as const)('REQ-14 %s: rules see it nowhere, %#', async (hook, field, sent, left) => {
    const seen: unknown[] = []
    const registry = made(
      (_data, { context }) => {
        seen.push((context as Json)[field])
        return []
      },
      { hooks: hook },
    )
    const app = await start({ registry })
    const context = { ...contexts[hook], [field]: sent }
    expect((await post(app, 'made', requestFor(hook, { context }))).status).toBe(200)
    expect(seen).toEqual([left])
  })
})

describe('is no contradiction', () => {
  test.each(ALL_HOOKS)('what %s brings about its own patient', async (hook) => {
    expect((await ask(hook, {})).status).toBe(200)
  })

  test.each([
    ['an appointment of the patient', visit('Patient/pat1')],
    ['one that others come to as well', visit('Patient/pat2', 'Patient/pat1')],
    ['one that names no patient yet', visit()],
    ['one whose participants cannot be read', { ...visit(), participant: [null, 7, { actor: 8 }] }],
  ])('%s', async (_name, appointment) => {
    const answer = await ask('appointment-book', { appointments: bundle(appointment) })
    expect(answer.status).toBe(200)
  })

  test('a Medication, which is about nobody', async () => {
    const drug = { resourceType: 'Medication', id: 'm', subject }
    const answer = await ask('order-sign', { draftOrders: bundle(serviceRequest, drug) })
    expect(answer.status).toBe(200)
  })
})
