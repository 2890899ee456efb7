import { afterEach, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { nodeScoreCache } from '../../src/cache/node-score-cache.ts'
import { defineRule, defineService, optional, templates } from '../../src/index.ts'
import { makeApp, registryOf, type TestApp, type TestAppOptions } from '../support/make-app.ts'

const about = {
  version: '1.0.0',
  owner: 'Tests',
  reviewBy: '2027-01-01',
  source: { label: 'Tests' },
} as const
const cards = {
  said: { indicator: 'info', summary: 'Said {{what}}' },
  severe: { indicator: 'critical', summary: 'Severe {{what}}' },
} as const
const prefetch = { patient: optional(templates.patient) }
const quiet = defineRule({
  ...about,
  id: 'quiet',
  hooks: 'patient-view',
  prefetch,
  cards,
  evaluate: () => [],
})
const speaks = defineRule({
  ...about,
  id: 'speaks',
  hooks: 'patient-view',
  prefetch,
  cards,
  evaluate: (_data, { card }) => [card('said', { what: 'it' })],
})
const needsConditions = defineRule({
  ...about,
  id: 'needs-conditions',
  hooks: 'patient-view',
  prefetch: { ...prefetch, conditions: templates.conditions },
  cards,
  checks: 'the conditions',
  evaluate: ({ conditions }, { card }) => [
    card('said', { what: `${conditions.length} conditions` }),
  ],
})

let running: TestApp | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

type Rules = Parameters<typeof registryOf>[0][number]['rules']

async function appOf(
  rules: Rules,
  options: TestAppOptions & { announceGaps?: boolean } = {},
): Promise<TestApp> {
  const { announceGaps = true, ...rest } = options
  const service = defineService({
    id: 'made',
    title: 'Made',
    description: 'Made for a test',
    announceGaps,
  })
  running = await makeApp({
    now: '2026-11-24T12:00:00Z',
    registry: registryOf([{ service, rules }]),
    ...rest,
  })
  return running
}

async function call({ app }: TestApp, given: object = {}, more: object = {}) {
  const answer = await request(app)
    .post('/cds-services/made')
    .send({
      hook: 'patient-view',
      hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10',
      context: { userId: 'Practitioner/p1', patientId: 'pat1' },
      prefetch: { patient: { resourceType: 'Patient', id: 'pat1' }, ...given },
      ...more,
    })
  const summaries = (answer.body.cards ?? []).map(({ summary }: { summary: string }) => summary)
  return { status: answer.status, summaries, body: answer.body }
}

describe('a rule that fails', () => {
  const failing = (id: string, evaluate: () => never | Promise<never>) =>
    defineRule({ ...about, id, hooks: 'patient-view', prefetch, cards, checks: id, evaluate })

  test.each([
    [
      'throws',
      failing('throws', () => {
        throw new Error('Jane Doe')
      }),
      'the check itself failed',
    ],
    [
      'rejects',
      failing('rejects', () => Promise.reject(new Error('Jane Doe'))),
      'the check itself failed',
    ],
    [
      'returns-rubbish',
      failing('returns-rubbish', () => 'rubbish' as never),
      'the check itself failed',
    ],
    [
      'never-ends',
      failing('never-ends', () => new Promise<never>(() => undefined)),
      'not finished in time',
    ],
  ])('that %s costs only its own cards, and is said', async (name, rule, because) => {
    // The budget of a rule ends what never does; the deadline is far, for a busy machine.
    const app = await appOf([rule, speaks], { config: 'openMode: { deadlineMs: 30000 }' })
    const { status, summaries, body } = await call(app)
    expect(status).toBe(200)
    expect(summaries).toEqual(['Said it', `Not checked: ${name}`])
    expect(body.cards[1].detail).toContain(because)
    expect(JSON.stringify([body, app.logs])).not.toContain('Jane Doe')
  })
})

describe('unknown, none and partial', () => {
  const condition = { resourceType: 'Condition', id: 'c', subject: { reference: 'Patient/pat1' } }
  const set = (...resources: object[]) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map((resource) => ({ resource })),
  })
  const next = { link: [{ relation: 'next', url: 'https://elsewhere.example/page2' }] }

  test.each([
    ['null is none', null, 'Said 0 conditions'],
    ['an empty Bundle is none', set(), 'Said 0 conditions'],
    ['a bare resource is one', condition, 'Said 1 conditions'],
    [
      'a wrapped Bundle is read',
      { response: { status: '200 OK' }, resource: set(condition) },
      'Said 1 conditions',
    ],
    [
      'information beside data changes nothing',
      set(condition, {
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'information', code: 'informational' }],
      }),
      'Said 1 conditions',
    ],
    [
      'an OperationOutcome is unknown',
      { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] },
      'Not checked: the conditions',
    ],
    [
      'an error beside data is unknown',
      set(condition, {
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'error', code: 'exception' }],
      }),
      'Not checked: the conditions',
    ],
    ['a missing page is partial', { ...set(condition), ...next }, 'Not checked: the conditions'],
    [
      'another type is as if absent',
      { resourceType: 'Patient', id: 'pat1' },
      'Not checked: the conditions',
    ],
    ['a text is as if absent', '123', 'Not checked: the conditions'],
  ])('%s', async (_name, conditions, expected) => {
    const { status, summaries } = await call(await appOf([needsConditions, quiet]), { conditions })
    expect([status, summaries]).toEqual([200, [expected]])
  })

  test('where no rule could be evaluated the answer is 412 and names the key', async () => {
    const { status, body } = await call(await appOf([needsConditions]))
    expect([status, body.issue[0].expression]).toEqual([412, ['prefetch.conditions']])
  })

  test('or the gap card, where the client wants it', async () => {
    const app = await appOf([needsConditions], { config: 'openMode: { gapCardFor412: true }' })
    expect(await call(app)).toMatchObject({
      status: 200,
      summaries: ['Not checked: the conditions'],
    })
  })

  test('data about somebody else end the call', async () => {
    const stranger = { ...condition, subject: { reference: 'Patient/other' } }
    const { status, body } = await call(await appOf([needsConditions]), {
      conditions: set(stranger),
    })
    expect([status, body.issue[0].details.coding[0].code]).toEqual([
      412,
      'CDS_PATIENT_CONTRADICTORY',
    ])
  })

  test('the deceased get no cards', async () => {
    const dead = { resourceType: 'Patient', id: 'pat1', deceasedDateTime: '2026-01-01' }
    expect(await call(await appOf([speaks]), { patient: dead })).toMatchObject({
      status: 200,
      summaries: [],
    })
  })
})

describe('the answer', () => {
  const many = defineRule({
    ...about,
    id: 'many',
    hooks: 'patient-view',
    prefetch,
    cards,
    evaluate: (_data, { card }) => [
      ...Array.from({ length: 6 }, (_, index) => card('said', { what: index })),
      card('said', { what: 0 }),
      card('severe', { what: 'thing' }),
    ],
  })

  test('begins with the most severe, says equal cards once, and says what it left out', async () => {
    const app = await appOf([many], { config: 'openMode: { maxCards: 4 }' })
    expect((await call(app)).summaries).toEqual([
      'Severe thing',
      'Said 0',
      'Said 1',
      '4 further notices of equal or lower severity were left out',
    ])
  })

  test('of a silent service is empty, and of one that is off 404', async () => {
    expect(
      await call(await appOf([speaks], { config: 'services: { made: silent }' })),
    ).toMatchObject({ status: 200, summaries: [] })
    await running?.close()
    expect(await call(await appOf([speaks], { config: 'services: { made: off }' }))).toMatchObject({
      status: 404,
    })
  })

  test('system actions go only to clients that agreed', async () => {
    const acts = defineRule({
      ...about,
      id: 'acts',
      hooks: 'patient-view',
      prefetch,
      cards: {},
      evaluate: (_data, { systemAction }) => [
        systemAction({ type: 'delete', description: 'Remove it', resourceId: 'ServiceRequest/1' }),
      ],
    })
    expect((await call(await appOf([acts]))).body).toEqual({ cards: [] })
    await running?.close()
    const agreed = await appOf([acts], { config: 'openMode: { systemActions: true }' })
    expect((await call(agreed)).body.systemActions).toHaveLength(1)
  })
})

describe('the score cache', () => {
  const creatinine = {
    resourceType: 'Bundle',
    entry: [
      {
        resource: {
          resourceType: 'Observation',
          id: 'cr',
          status: 'final',
          code: { coding: [{ system: 'http://loinc.org', code: '2160-0' }] },
          subject: { reference: 'Patient/pat1' },
          effectiveDateTime: '2026-10-01',
          valueQuantity: {
            value: 2.6,
            unit: 'mg/dL',
            system: 'http://unitsofmeasure.org',
            code: 'mg/dL',
          },
        },
      },
    ],
  }
  const patient = { resourceType: 'Patient', id: 'pat1', gender: 'male', birthDate: '1951-01-01' }
  const context = { userId: 'Practitioner/p1', patientId: 'pat1' }
  const base = { hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10', context }
  const draft = {
    resourceType: 'MedicationRequest',
    id: 'm1',
    status: 'draft',
    intent: 'order',
    subject: { reference: 'Patient/pat1' },
    medicationCodeableConcept: {
      coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '861007' }],
    },
  }
  const sign = {
    ...base,
    hook: 'order-sign',
    context: { ...context, draftOrders: { resourceType: 'Bundle', entry: [{ resource: draft }] } },
    prefetch: { patient, medications: null },
  }

  test('answers an order whose creatinine cannot be had, and says as of when', async () => {
    running = await makeApp({
      now: '2026-11-24T12:00:00Z',
      engine: { scoreCache: nodeScoreCache() },
    })
    const post = (service: string, body: object) =>
      request(running?.app ?? '')
        .post(`/cds-services/${service}`)
        .send(body)
    const before = await post('medication-safety', sign)
    expect(JSON.stringify(before.body)).toContain('Not checked')
    expect(JSON.stringify(before.body)).not.toContain('contraindicated')
    await post('cardiometabolic-risk', {
      ...base,
      hook: 'patient-view',
      prefetch: { patient, conditions: null, creatinine },
    })
    const { body } = await post('medication-safety', sign)
    expect(body.cards[0].summary).toBe('Metformin is contraindicated: eGFR 25 (2026-10-01)')
    expect(body.cards[0].detail).toContain('Computed 2026-11-24')
    const metrics = await request(running.app).get('/metrics')
    expect(metrics.text).toMatch(/cardstock_score_cache_lookups\{result="hits"\} [1-9]/)
  })

  test('a score cache that is slow costs the rule none of its own time', async () => {
    const kept = nodeScoreCache()
    const scoreCache = {
      ...kept,
      async latest(key: string, notBefore: number) {
        await new Promise((resolve) => setTimeout(resolve, 80))
        return kept.latest(key, notBefore)
      },
    }
    running = await makeApp({
      now: '2026-11-24T12:00:00Z',
      config: 'ruleBudgetMs: 40',
      engine: { scoreCache },
    })
    const { app } = running
    const { body } = await request(app).post('/cds-services/medication-safety').send(sign)
    expect(JSON.stringify(body)).toContain('not sent')
    const metrics = await request(app).get('/metrics')
    expect(metrics.text).not.toContain('outcome="late"')
  })
})
