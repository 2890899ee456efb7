import { beforeAll, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { defineHook } from '#cds'
import { patientId } from '../../src/protocol/primitives.ts'
import { registryOf, type TestApp } from '../support/make-app.ts'
import {
  ALL_HOOKS,
  allergy,
  bundle,
  cardsOf,
  contexts,
  fieldsOf,
  fixtures,
  type Json,
  made,
  medicationRequest,
  post,
  requestFor,
  serviceRequest,
  start,
  task,
  without,
} from './fixtures.ts'

let app: TestApp
let dual: TestApp
beforeAll(async () => {
  app = await start({ registry: made(() => [], { hooks: ALL_HOOKS }) })
  dual = await start({ registry: fixtures })
})

/** The context that a rule sees. */
async function seen(hook: (typeof ALL_HOOKS)[number], context: Json): Promise<Json> {
  let normal: Json = {}
  const registry = made(
    (_data, env) => {
      normal = env.context as Json
      return []
    },
    { hooks: hook },
  )
  const answer = await post(await start({ registry }), 'made', requestFor(hook, { context }))
  if (answer.status !== 200) throw new Error(answer.text)
  return normal
}

/** The required fields of each hook (section 16 of the checklist). */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'patient-view': ['userId', 'patientId'],
  'order-select': ['userId', 'patientId', 'selections', 'draftOrders'],
  'order-sign': ['userId', 'patientId', 'draftOrders'],
  'order-dispatch': ['patientId', 'dispatchedOrders', 'performer'],
  'encounter-start': ['userId', 'patientId', 'encounterId'],
  'encounter-discharge': ['userId', 'patientId', 'encounterId'],
  'appointment-book': ['userId', 'patientId', 'appointments'],
  'allergyintolerance-create': ['userId', 'patientId', 'allergyIntolerance'],
  'problem-list-item-create': ['userId', 'patientId', 'conditions'],
  'medication-refill': ['patientId', 'medications'],
  'medication-verify': ['userId', 'patientId', 'medication'],
  'order-discontinue': ['userId', 'patientId', 'toBeDiscontinued'],
  'medication-prescribe': ['userId', 'patientId', 'medications'],
  'order-review': ['userId', 'patientId', 'orders'],
}

describe('all hooks', () => {
  const fields = ALL_HOOKS.flatMap((hook) =>
    (REQUIRED[hook] ?? []).map((field) => [hook, field] as const),
  )

  test('CTX-01 the table has each hook of the product', () => {
    expect(Object.keys(REQUIRED).toSorted()).toEqual([...ALL_HOOKS].toSorted())
  })

  test.each(fields)('CTX-01 %s with %s, and with nothing else: 200', async (hook, field) => {
    const context = Object.fromEntries(
      (REQUIRED[hook] ?? []).map((each) => [each, contexts[hook]?.[each]]),
    )
    expect(context[field]).toBeDefined()
    expect((await post(app, 'made', requestFor(hook, { context }))).status).toBe(200)
  })

  test.each(fields)('CTX-01 %s without %s: 400', async (hook, field) => {
    const context = without(contexts[hook] ?? {}, field)
    const answer = await post(app, 'made', requestFor(hook, { context }))
    expect(answer.status).toBe(400)
    expect(fieldsOf(answer.body).join()).toMatch(/^context\b/)
    expect(answer.body.issue[0].details.text).toMatch(new RegExp(`required|${field}`))
  })

  test.each(fields)('CTX-01 %s with %s of another type: 400', async (hook, field) => {
    const context = { ...contexts[hook], [field]: 17 }
    const answer = await post(app, 'made', requestFor(hook, { context }))
    expect(answer.status).toBe(400)
    expect(fieldsOf(answer.body)).toContain(`context.${field}`)
  })

  test.each(fields)('CTX-01 %s with %s null: 400', async (hook, field) => {
    const context = { ...contexts[hook], [field]: null }
    expect((await post(app, 'made', requestFor(hook, { context }))).status).toBe(400)
  })
})

test('CTX-02 no user is demanded where the hook has none', async () => {
  for (const hook of ['order-dispatch', 'medication-refill'] as const) {
    expect(contexts[hook]).not.toHaveProperty('userId')
    expect((await post(app, 'made', requestFor(hook))).status).toBe(200)
  }
  const withUser = { ...contexts['medication-refill'], userId: 'PractitionerRole/r7' }
  expect(await seen('medication-refill', withUser)).toMatchObject({ userId: 'PractitionerRole/r7' })
})

test.each([
  ['a reference', ['MedicationRequest/mr1'], 1],
  ['a bare id of an older client', ['mr1'], 1],
  ['an absolute reference', ['https://ehr.example/fhir/MedicationRequest/mr1'], 1],
  ['one that is not there', ['X/none'], 0],
  ['one that is there and one that is not', ['MedicationRequest/mr1', 'X/none'], 1],
  ['none', [], 0],
])('CTX-03 selections: %s', async (_name, selections, cards) => {
  const own = await start({ registry: fixtures })
  const context = { ...contexts['order-select'], selections }
  expect(await cardsOf(own, 'dual', requestFor('order-select', { context }))).toHaveLength(cards)
  const noticed = own.logs.some((line) => JSON.stringify(line.notices ?? '').includes('selections'))
  expect(noticed).toBe(selections.includes('X/none'))
})

test.each([
  ['no id', undefined, ['MedicationRequest/mr1'], 1],
  ['an id that is a number', 7, ['MedicationRequest/7'], 1],
  ['no id, and nothing selected', undefined, [], 0],
])(
  'CTX-03 an order with %s may be the one that is selected',
  async (_name, id, selections, cards) => {
    const draftOrders = bundle({ ...medicationRequest, id })
    const context = { ...contexts['order-select'], draftOrders, selections }
    expect(await cardsOf(dual, 'dual', requestFor('order-select', { context }))).toHaveLength(cards)
  },
)

test('CTX-03 an order without an id is not selected where all selections name others', async () => {
  const draftOrders = bundle(medicationRequest, { ...serviceRequest, id: undefined })
  const context = {
    ...contexts['order-select'],
    draftOrders,
    selections: ['MedicationRequest/mr1'],
  }
  const cards = await cardsOf(dual, 'dual', requestFor('order-select', { context }))
  expect(cards.map(({ summary }) => summary)).toEqual([expect.stringContaining('mr1')])
})

test('CTX-03 neither selections nor drafts: nothing chosen', async () => {
  const context = { userId: 'Practitioner/p1', patientId: 'pat1' }
  expect(await cardsOf(dual, 'dual', requestFor('order-select', { context }))).toEqual([])
})

describe('order-dispatch', () => {
  const performer = 'Organization/lab9'
  const old = { patientId: 'pat1', order: 'ServiceRequest/sr1', performer }
  const now = { patientId: 'pat1', dispatchedOrders: ['ServiceRequest/sr1'], performer }
  test.each([
    ['1.1', { ...now, fulfillmentTasks: [task] }],
    ['1.0', { ...old, task }],
    ['misprinted', { ...now, 'fulfillment-tasks': [task] }],
  ])('CTX-04 the shape %s gives the same context', async (_name, context) => {
    expect(await seen('order-dispatch', context)).toEqual({ ...now, fulfillmentTasks: [task] })
  })

  test('CTX-04 1.0 without a task', async () => {
    expect(await seen('order-dispatch', old)).toEqual(now)
  })
})

test('CTX-05 order-select looks at what is selected, order-sign at all drafts', async () => {
  const draftOrders = bundle(medicationRequest, serviceRequest)
  const context = { ...contexts['order-select'], draftOrders }
  const summaries = async (hook: string) =>
    (await cardsOf(dual, 'dual', requestFor(hook, { context }))).map((card) => card.summary)
  expect(await summaries('order-select')).toEqual([expect.stringContaining('mr1')])
  expect(await summaries('order-sign')).toEqual([
    expect.stringContaining('mr1'),
    expect.stringContaining('sr1'),
  ])
})

test.each(['draft', 'active', 'on-hold', undefined])(
  'CTX-06 order-sign looks at an order of status %j',
  async (status) => {
    const context = {
      ...contexts['order-sign'],
      draftOrders: bundle({ ...serviceRequest, status }),
    }
    expect(await cardsOf(dual, 'dual', requestFor('order-sign', { context }))).toHaveLength(1)
  },
)

test('CTX-07 a Bundle without type and fullUrl, with a contained Medication', async () => {
  const { medicationCodeableConcept, ...rest } = medicationRequest
  const order = {
    ...rest,
    medicationReference: { reference: '#m' },
    contained: [{ resourceType: 'Medication', id: 'm', code: medicationCodeableConcept }],
  }
  const draftOrders = { resourceType: 'Bundle', entry: [{ resource: order }] }
  const context = { ...contexts['order-sign'], draftOrders }
  const [card] = await cardsOf(dual, 'dual', requestFor('order-sign', { context }))
  expect(card?.summary).toBe('In focus: mr1 ibuprofen 400 mg')
})

describe('hooks of an organisation', () => {
  const hookNamed = (name: string, schema: z.ZodType) =>
    defineHook({
      name,
      hookVersion: '1.0',
      status: 'draft',
      description: 'A ward round begins',
      tokens: ['patientId'],
      context: schema,
    })
  const name = 'org.example.x-view'
  const strict = hookNamed(name, z.looseObject({ patientId, ward: z.string() }))

  test('CTX-08 with a schema, a bad context is 400', async () => {
    const own = await start({ registry: made(() => [], { hooks: strict }) })
    const ask = (context: object) => post(own, 'made', requestFor(name, { context }))
    const answer = await ask({ patientId: 'pat1' })
    expect(answer.status).toBe(400)
    expect(fieldsOf(answer.body)).toEqual(['context.ward'])
    expect((await ask({ patientId: 'pat1', ward: 'W3', more: 1 })).status).toBe(200)
  })

  test('CTX-08 with an open schema, any context is taken', async () => {
    const open = hookNamed(name, z.looseObject({}))
    const own = await start({ registry: made(() => [], { hooks: open }) })
    const request = requestFor(name, { context: { anything: [1] } })
    expect((await post(own, 'made', request)).status).toBe(200)
  })

  test('HOOK-01 no hook is demanded, and a new one can be added', async () => {
    expect(registryOf([]).size).toBe(0)
    expect([
      ...(made(() => [], { hooks: strict })
        .get('made')
        ?.hooks.keys() ?? []),
    ]).toEqual([name])
  })

  test('HOOK-02 a name in reverse-domain form is listed and answered', async () => {
    const own = await start({ registry: made(() => [], { hooks: [strict, 'patient-view'] }) })
    const context = { patientId: 'pat1', ward: 'W3' }
    expect((await post(own, 'made', requestFor(name, { context }))).status).toBe(200)
    expect((await post(own, 'made', requestFor('patient-view'))).status).toBe(200)
  })
})

test.each(['medication-prescribe', 'order-review'] as const)(
  'HOOK-09 the withdrawn hook %s is answered, with a notice in the log',
  async (hook) => {
    const own = await start({ registry: made(() => [], { hooks: [hook, 'patient-view'] }) })
    expect((await post(own, 'made', requestFor(hook))).status).toBe(200)
    expect((await post(own, 'made', requestFor('patient-view'))).status).toBe(200)
    const notices = own.logs.map((line) => line.notices).filter((each) => each !== undefined)
    expect(notices).toEqual([['the hook is withdrawn']])
  },
)

test.each([
  ['as it is', { allergyIntolerance: allergy }],
  ['in an envelope', { allergyIntolerance: { resource: allergy } }],
  ['in a Bundle', { allergyIntolerances: bundle(allergy) }],
])('AMB-10 allergyintolerance-create: the resource %s', async (_name, context) => {
  const ids = { userId: 'Practitioner/p1', patientId: 'pat1' }
  expect(await seen('allergyintolerance-create', { ...ids, ...context })).toMatchObject({
    allergyIntolerance: allergy,
  })
})

test('TRAN-02 the same id on a later hook brings the advice up to date', async () => {
  for (const hook of ['order-select', 'order-sign'])
    expect(await cardsOf(dual, 'dual', requestFor(hook))).toHaveLength(1)
})
