import { afterAll, expect } from '@jest/globals'
import { pino } from 'pino'
import supertest from 'supertest'
import { defineRule, defineService, optional } from '#cds'
import type { CardTemplates } from '../../cards/template.ts'
import type { Prefetch } from '../../src/clinical/fetched.ts'
import { loadConfig } from '../../src/config.ts'
import type { ClientPolicy } from '../../src/engine/client-policy.ts'
import type { Rule } from '../../src/engine/define-rule.ts'
import type { Registry } from '../../src/engine/registry.ts'
import { type HookRef, standardHooks } from '../../src/protocol/hooks/index.ts'
import { build } from '../../src/start.ts'
import { makeApp, registryOf, type TestApp, type TestAppOptions } from '../support/make-app.ts'

/** The clock of all conformance tests. */
export const NOW = '2026-06-01T12:00:00Z'
export const INSTANCE = '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10'
export const ALL_HOOKS = Object.keys(standardHooks) as (keyof typeof standardHooks)[]

/** What every made-up rule has. */
const meta = {
  version: '1.0.0',
  owner: 'Conformance',
  reviewBy: '2027-06-30',
  source: { label: 'Guideline of the Example College', url: 'https://college.example.org/g1' },
}
const PATIENT = 'Patient/{{context.patientId}}'

const running: { close(): Promise<void> }[] = []
afterAll(async () => {
  for (const each of running.splice(0)) await each.close()
})

/** An app that is closed after the file's tests. */
export async function start(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await makeApp({ now: NOW, ...options })
  running.push(app)
  return app
}

/** An app whose one client has another policy than open mode gives; such clients come with keys. */
export async function startAs(registry: Registry, policy: Partial<ClientPolicy>): Promise<TestApp> {
  const { dataDir } = await start({ registry })
  const config = loadConfig({ CARDSTOCK_DATA: `${dataDir}/as`, PORT: '3000' })
  const logs: Record<string, unknown>[] = []
  const log = pino(
    { level: 'trace', base: null },
    { write: (line: string) => void logs.push(JSON.parse(line)) },
  )
  const made = await build({ ...config, openClient: { ...config.openClient, ...policy } }, log, {
    registry,
    engine: { now: () => new Date(NOW) },
  })
  running.push(made)
  return { ...made, logs, dataDir }
}

type AnyCards = CardTemplates
const plainCards = {
  plain: { indicator: 'info', summary: '{{text}}' },
  detailed: { indicator: 'warning', summary: 'A card with detail', detail: 'About {{text}}.' },
} as const satisfies AnyCards

export type PlainEvaluate = Rule<HookRef, Prefetch, typeof plainCards>['evaluate']

export interface MadeOptions {
  readonly hooks?: HookRef | readonly HookRef[]
  readonly prefetch?: Prefetch
  /** In place of the usual source: declared wrongly on purpose. */
  readonly source?: object
  readonly cards?: object
}

/** A service `made` with one rule that returns what the test wants; on patient-view unless told. */
export function made(evaluate: PlainEvaluate, options: MadeOptions = {}): Registry {
  const { hooks = 'patient-view', prefetch = { patient: optional(PATIENT) } } = options
  const rule = defineRule({
    id: 'made-rule',
    ...meta,
    hooks,
    prefetch,
    cards: plainCards,
    evaluate,
  })
  const { source = rule.source, cards = rule.cards } = options
  return registryOf([
    {
      service: defineService({ id: 'made', title: 'Made up', description: 'For one test' }),
      rules: [{ ...rule, source, cards } as typeof rule],
    },
  ])
}

const words = {
  seen: {
    indicator: 'info',
    summary: 'Seen: {{name}}, conditions {{conds}}',
    detail: 'Patient **{{name}}**.',
  },
} as const

/** `pv` of the specification's checklist: `patient` needed, `conds` optional. */
const pvRule = defineRule({
  id: 'pv-rule',
  ...meta,
  hooks: 'patient-view',
  prefetch: { patient: PATIENT, conds: optional('Condition?patient={{context.patientId}}') },
  cards: words,
  evaluate({ patient, conds }, { card }) {
    const name = patient.name?.[0]?.family ?? 'unnamed'
    return [card('seen', { name, conds: conds === undefined ? 'unknown' : conds.length })]
  },
})

/** `os`: suggests to change, replace and remove the order in hand. */
const osRule = defineRule({
  id: 'os-rule',
  ...meta,
  hooks: 'order-sign',
  prefetch: { patient: optional(PATIENT) },
  cards: { order: { indicator: 'warning', summary: 'Look again at this order' } },
  evaluate({ orders }, { card, suggest }) {
    return orders.map(({ resource }) => {
      const another = { resourceType: 'ServiceRequest', code: { text: 'X-ray' } }
      const suggestions = [
        suggest.update('Make it urgent', { ...resource, priority: 'urgent' }),
        suggest.create('Order an X-ray', another),
        suggest.all(
          'Replace it',
          suggest.create('Order an X-ray', another),
          suggest.remove('Remove the order', resource),
        ),
        suggest.text('Ask a colleague'),
      ]
      return card('order', {}, { suggestions, selectionBehavior: 'any' })
    })
  },
})

/** `dual`: one id under two hooks; a card per order in focus. */
const dualRule = defineRule({
  id: 'dual-rule',
  ...meta,
  hooks: ['order-select', 'order-sign'],
  prefetch: { patient: optional(PATIENT) },
  cards: { focus: { indicator: 'info', summary: 'In focus: {{id}} {{medicine}}' } },
  evaluate({ orders }, { card }) {
    return orders
      .filter((order) => order.selected)
      .map(({ resource, medication }) =>
        card('focus', { id: resource.id ?? '?', medicine: medication.name }),
      )
  },
})

const nofhirRule = { ...pvRule, id: 'nofhir-rule' }
const service = (id: string) =>
  defineService({ id, title: `Service ${id}`, description: `The fixture ${id}` })

/** The fixtures `pv`, `os`, `dual`, `nofhir` of the checklist. */
export const fixtures: Registry = registryOf([
  { service: service('pv'), rules: [pvRule] },
  { service: service('os'), rules: [osRule] },
  { service: service('dual'), rules: [dualRule] },
  { service: service('nofhir'), rules: [nofhirRule] },
])

export const patient = { resourceType: 'Patient', id: 'pat1', name: [{ family: 'Example' }] }
const medicationRequest = {
  resourceType: 'MedicationRequest',
  id: 'mr1',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/pat1' },
  medicationCodeableConcept: { text: 'ibuprofen 400 mg' },
}
export const serviceRequest = {
  resourceType: 'ServiceRequest',
  id: 'sr1',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/pat1' },
  code: { text: 'MRI lumbar spine' },
}

export const bundle = (...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
})

const ids = { userId: 'Practitioner/p1', patientId: 'pat1' }
const task = {
  resourceType: 'Task',
  status: 'draft',
  intent: 'order',
  focus: { reference: 'ServiceRequest/sr1' },
  for: { reference: 'Patient/pat1' },
}
const allergy = {
  resourceType: 'AllergyIntolerance',
  id: 'al1',
  patient: { reference: 'Patient/pat1' },
  code: { text: 'Penicillin' },
}
const condition = {
  resourceType: 'Condition',
  id: 'c1',
  subject: { reference: 'Patient/pat1' },
  code: { text: 'Type 2 diabetes' },
}
const appointment = { resourceType: 'Appointment', id: 'a1', status: 'proposed', participant: [] }

/** The smallest valid context per hook (section 16 of the checklist). */
export const contexts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'patient-view': ids,
  'order-select': {
    ...ids,
    selections: ['MedicationRequest/mr1'],
    draftOrders: bundle(medicationRequest),
  },
  'order-sign': { ...ids, draftOrders: bundle(serviceRequest) },
  'order-dispatch': {
    patientId: 'pat1',
    dispatchedOrders: ['ServiceRequest/sr1'],
    performer: 'Organization/lab9',
  },
  'encounter-start': { ...ids, encounterId: 'enc1' },
  'encounter-discharge': { ...ids, encounterId: 'enc1' },
  'appointment-book': { ...ids, appointments: bundle(appointment) },
  'allergyintolerance-create': { ...ids, allergyIntolerance: allergy },
  'problem-list-item-create': { ...ids, conditions: bundle(condition) },
  'medication-refill': { patientId: 'pat1', medications: bundle(medicationRequest) },
  'medication-verify': { ...ids, medication: { ...medicationRequest, status: 'active' } },
  'order-discontinue': { ...ids, toBeDiscontinued: bundle(serviceRequest) },
  'medication-prescribe': { ...ids, medications: bundle(medicationRequest) },
  'order-review': { ...ids, orders: bundle(serviceRequest) },
}
export { allergy, medicationRequest, task }

export type Json = Readonly<Record<string, unknown>>

/** A valid request for a hook, and what the test adds or changes. */
export function requestFor(hook: string, change: Json = {}): Json {
  return { hook, hookInstance: INSTANCE, context: contexts[hook], ...change }
}

/** `R(pv)`. */
export function rpv(change: Json = {}): Json {
  return requestFor('patient-view', { prefetch: { patient, conds: null }, ...change })
}

/** Without one field. */
export function without(value: Json, field: string): Json {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== field))
}

export function post(app: TestApp, id: string, body: unknown) {
  return supertest(app.app)
    .post(`/cds-services/${id}`)
    .set('content-type', 'application/json')
    .send(typeof body === 'string' ? body : JSON.stringify(body))
}

/** A card as a test reads it. */
export interface CardJson {
  readonly uuid?: string
  readonly summary: string
  readonly detail?: string
  readonly indicator: string
  readonly source: { readonly label: string; readonly topic?: Json }
  readonly suggestions?: readonly SuggestionJson[]
  readonly selectionBehavior?: string
  readonly links?: readonly Json[]
  readonly overrideReasons?: readonly Json[]
}
export interface SuggestionJson {
  readonly uuid?: string
  readonly label: string
  readonly actions?: readonly Json[]
}

/** The cards of a 200 answer; any other answer is a failure that shows its body. */
export async function cardsOf(app: TestApp, id: string, body: unknown): Promise<CardJson[]> {
  const response = await post(app, id, body)
  if (response.status !== 200) throw new Error(`${response.status} ${response.text}`)
  return response.body.cards
}

/** All there is where a rule failed: the card that says so. */
export const ONLY_NOT_CHECKED: readonly unknown[] = [
  expect.objectContaining({ summary: expect.stringMatching(/^Not checked: /), indicator: 'info' }),
]

/** Fields that an OperationOutcome names. */
export function fieldsOf(body: { readonly issue?: readonly { expression?: string[] }[] }) {
  return body.issue?.flatMap((issue) => issue.expression ?? []) ?? []
}

/** `fhirAuthorization` as the checklist has it. */
export const authorization = {
  access_token: 'SECRET-TOKEN-4711',
  token_type: 'Bearer',
  expires_in: 300,
  scope: 'user/*.read',
  subject: 'cds-service',
}
