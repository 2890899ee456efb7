import { beforeAll, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import type { CardExtras } from '../../cards/draft.ts'
import type { TestApp } from '../support/make-app.ts'
import {
  ALL_HOOKS,
  authorization,
  bundle,
  contexts,
  INSTANCE,
  made,
  patient,
  post,
  requestFor,
  serviceRequest,
  start,
} from './fixtures.ts'

const PROFILES = ['1.0', '1.1', '2.0', '2.0.1', '3.0'] as const

const create = { type: 'create', description: 'New', resource: { resourceType: 'Task', id: 't' } }
const remove = { type: 'delete', description: 'Old', resourceId: 'ServiceRequest/sr1' }
const oldRemove = { type: 'delete', description: 'Old', resource: 'ServiceRequest/sr1' }
const APP = 'https://app.example.org'
const link = { label: 'App', url: APP, type: 'smart' }
const autolaunched = { ...link, autolaunchable: true }
const reason = { code: 'r', system: 'urn:x', display: 'R' }
const words = { summary: 'Everything', indicator: 'info' }
const source = { label: 'Guideline of the Example College', url: 'https://college.example.org/g1' }
const topic = { system: expect.any(String), code: 'made-rule', display: 'Made rule' }
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/)

/** A rule on all hooks whose one card has all that any version knows. */
const everything = made(
  (_data, { card, systemAction }) => [
    card('plain', { text: 'Everything' }, {
      suggestions: [
        { label: 'One', isRecommended: true, actions: [create, remove] },
        { label: 'Two', isRecommended: true },
      ],
      selectionBehavior: 'any',
      overrideReasons: [reason],
      links: [autolaunched],
    } as CardExtras),
    systemAction({ type: 'delete', description: 'Old', resourceId: 'ServiceRequest/sr1' }),
  ],
  { hooks: ALL_HOOKS },
)

/** The whole service, of whose cards SMART links may launch that app. */
const startAll = (openMode: string) =>
  start({ registry: everything, config: `companionUrl: ${APP}\nopenMode: { ${openMode} }` })

const newest = (removal: object, links: readonly object[]) => ({
  cards: [
    {
      ...words,
      uuid,
      source: { ...source, topic },
      suggestions: [
        { label: 'One', uuid, isRecommended: true, actions: [create, removal] },
        { label: 'Two', uuid, isRecommended: true },
      ],
      selectionBehavior: 'any',
      overrideReasons: [reason],
      links,
    },
  ],
  systemActions: [removal],
})

/** What each version says of it: the snapshots of the checklist, written out. */
const EXPECTED = {
  '1.0': {
    cards: [
      { label: 'One', uuid, actions: [create, oldRemove] },
      { label: 'Two', uuid },
    ].map((suggestion) => ({
      ...words,
      source,
      suggestions: [suggestion],
      selectionBehavior: 'at-most-one',
      links: [link],
    })),
  },
  '1.1': newest(oldRemove, [link]),
  '2.0': newest(remove, [link]),
  '2.0.1': newest(remove, [autolaunched]),
  '3.0': newest(remove, [autolaunched]),
} as const

const apps = new Map<string, TestApp>()
beforeAll(async () => {
  for (const profile of PROFILES)
    apps.set(profile, await startAll(`profile: '${profile}', systemActions: true`))
})
function appOf(profile: string): TestApp {
  const app = apps.get(profile)
  if (app === undefined) throw new Error(`no app for ${profile}`)
  return app
}

async function answers(profile: keyof typeof EXPECTED, hook: string): Promise<void> {
  const answer = await post(appOf(profile), 'made', requestFor(hook))
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual(EXPECTED[profile])
}

describe('the answer in each version', () => {
  test.each(ALL_HOOKS)('COMPAT-03 profile 1.0 on %s', (hook) => answers('1.0', hook))
  test.each(ALL_HOOKS)('COMPAT-04 profile 1.1 on %s', (hook) => answers('1.1', hook))
  test.each(ALL_HOOKS)('COMPAT-05 profile 2.0 on %s', (hook) => answers('2.0', hook))
  test.each(ALL_HOOKS)('COMPAT-06 profile 2.0.1 on %s', (hook) => answers('2.0.1', hook))
  test.each(ALL_HOOKS)('COMPAT-07 profile 3.0 on %s', (hook) => answers('3.0', hook))
})

test('COMPAT-07 without the capability there are no system actions', async () => {
  const own = await startAll("profile: '3.0'")
  const { cards } = EXPECTED['3.0']
  expect((await post(own, 'made', requestFor('patient-view'))).body).toEqual({ cards })
})

describe('the profile of a client', () => {
  const announce = (version: unknown) =>
    requestFor('patient-view', {
      extension: { 'com.epic.cdshooks.request.cds-hooks-specification-version': version },
    })
  const ABLE = 'systemActions: true'

  test('COMPAT-01 is the default 2.0.1', async () => {
    const own = await startAll(ABLE)
    for (const body of [requestFor('patient-view'), announce('9.9'), announce(7), announce(null)])
      expect((await post(own, 'made', body)).body).toEqual(EXPECTED['2.0.1'])
  })

  test.each([
    ['1.0', '1.0'],
    ['1.1', '1.1'],
    ['2.0', '2.0'],
    ['2.0.1', '2.0.1'],
    ['3.0.0', '3.0'],
  ] as const)('COMPAT-01 is what the request announces: %s', async (version, profile) => {
    const own = await startAll(ABLE)
    expect((await post(own, 'made', announce(version))).body).toEqual(EXPECTED[profile])
  })

  test('COMPAT-01 is the configured one before what the request announces', async () => {
    expect((await post(appOf('1.0'), 'made', announce('3.0'))).body).toEqual(EXPECTED['1.0'])
  })
})

describe('input of all versions', () => {
  const empty = { resourceType: 'Bundle', type: 'searchset', entry: [] }
  const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'x' }] }
  const page = { ...bundle(patient), link: [{ relation: 'next', url: 'https://x.example/2' }] }
  const prefetch = { a: null, b: empty, c: outcome, d: page, patient }
  const fhir = (scope: string) => ({
    fhirServer: 'https://ehr.example.org/fhir',
    fhirAuthorization: { ...authorization, scope },
    prefetch,
  })
  const requests: readonly [string, object][] = [
    ['every kind of prefetch value', requestFor('patient-view', { prefetch })],
    ['SMART 1 scopes', requestFor('patient-view', fhir('patient/*.read launch'))],
    ['SMART 2 scopes', requestFor('patient-view', fhir('patient/Condition.rs?category=x'))],
    ['order-dispatch 1.1', requestFor('order-dispatch')],
    [
      'order-dispatch 1.0',
      requestFor('order-dispatch', {
        context: { patientId: 'pat1', order: 'ServiceRequest/sr1', performer: 'Organization/o1' },
      }),
    ],
    [
      'the user of the time before 1.0',
      {
        hook: 'patient-view',
        hookInstance: INSTANCE,
        user: 'Practitioner/p1',
        context: { patientId: 'pat1' },
      },
    ],
    [
      'DSTU2 orders',
      requestFor('order-review', {
        context: {
          ...contexts['order-review'],
          orders: bundle({ ...serviceRequest, resourceType: 'DiagnosticOrder' }),
        },
      }),
    ],
  ]
  test.each(
    PROFILES.flatMap((profile) => requests.map(([name, body]) => ({ profile, name, body }))),
  )('COMPAT-02 $name is taken in profile $profile', async ({ profile, body }) => {
    expect((await post(appOf(profile), 'made', body)).status).toBe(200)
  })
})

test.each(PROFILES)('COMPAT-05 discovery in profile %s', async (profile) => {
  const { body } = await supertest(appOf(profile).app).get('/cds-services')
  expect(body.services).toHaveLength(14)
  for (const service of body.services) {
    expect('version' in service).toBe(profile === '3.0')
    expect('hookVersion' in service).toBe(profile === '3.0')
    expect(JSON.stringify(service.prefetch)).not.toMatch(/\{\{(?!context\.\w+\}\})/)
  }
})

describe('a client that does not understand a template', () => {
  const needing = made((_data, { card }) => [card('plain', { text: 'Ran' })], {
    prefetch: { patient: 'Patient/{{context.patientId}}' },
    hooks: ALL_HOOKS,
  })
  test.each(ALL_HOOKS)('COMPAT-08 sends the literal or nothing on %s: 412', async (hook) => {
    const own = await start({ registry: needing })
    for (const prefetch of [{ patient: 'Patient/{{context.patientId}}' }, {}])
      expect((await post(own, 'made', requestFor(hook, { prefetch }))).status).toBe(412)
    expect((await post(own, 'made', requestFor(hook, { prefetch: { patient } }))).status).toBe(200)
  })
})
