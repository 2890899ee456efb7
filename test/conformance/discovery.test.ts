import { beforeAll, describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import supertest from 'supertest'
import { z } from 'zod'
import { defineHook, defineService } from '#cds'
import { patientId } from '../../src/protocol/primitives.ts'
import { registryOf, type TestApp } from '../support/make-app.ts'
import { ALL_HOOKS, contexts, fixtures, made, post, requestFor, start } from './fixtures.ts'

let app: TestApp
beforeAll(async () => {
  app = await start({ registry: fixtures })
})

const get = (of: TestApp) => supertest(of.app).get('/cds-services')
const PROFILES = ['1.0', '1.1', '2.0', '2.0.1', '3.0'] as const

/** The table "Service object" of the checklist, written down apart from the product's schemas. */
const text = { type: 'string', pattern: '\\S' }
const discoverySchema = {
  type: 'object',
  required: ['services'],
  properties: {
    services: {
      type: 'array',
      items: {
        type: 'object',
        required: ['hook', 'description', 'id'],
        properties: {
          hook: text,
          title: text,
          description: text,
          id: { type: 'string', pattern: '^[^/?#%\\s]+$' },
          prefetch: { type: 'object', minProperties: 1, additionalProperties: text },
          usageRequirements: text,
          version: text,
          hookVersion: text,
          extension: { type: 'object', minProperties: 1 },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
}

test('DISC-01 GET /cds-services answers', async () => {
  const answer = await get(app)
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
})

test('DISC-02 the body is an object with the list services', async () => {
  const { body } = await get(app)
  expect(Array.isArray(body)).toBe(false)
  expect(Array.isArray(body.services)).toBe(true)
  expect(body.services.length).toBe(5)
})

test('DISC-03 no services: 200 and an empty list', async () => {
  const answer = await get(await start({ registry: registryOf([]) }))
  expect(answer.status).toBe(200)
  expect(answer.text).toBe('{"services":[]}')
})

test('DISC-04 success is 200, with or without an Authorization header', async () => {
  expect((await get(app)).status).toBe(200)
  expect((await get(app).set('authorization', 'Bearer x')).status).toBe(200)
})

test.each(PROFILES)('DISC-05 each service has its fields, in profile %s', async (profile) => {
  const valid = new Ajv().compile(discoverySchema)
  for (const registry of [undefined, fixtures]) {
    const config = `openMode: { profile: '${profile}' }`
    const own = await start({ config, ...(registry === undefined ? {} : { registry }) })
    const { body } = await get(own)
    expect(body.services.length).toBeGreaterThan(2)
    valid(body)
    expect(valid.errors).toBeNull()
  }
})

test('DISC-06 one id under two hooks is listed twice and answers both', async () => {
  const { body } = await get(app)
  const dual = body.services.filter(({ id }: { id: string }) => id === 'dual')
  expect(dual.map(({ hook }: { hook: string }) => hook)).toEqual(['order-select', 'order-sign'])
  for (const hook of ['order-select', 'order-sign'])
    expect((await post(app, 'dual', requestFor(hook))).status).toBe(200)
})

describe('what is refused at the start', () => {
  const oneRule = [...made(() => []).values()].flatMap(({ rules }) => rules.map(({ rule }) => rule))
  const service = (id: string) => defineService({ id, title: 'T', description: 'D' })

  test('DISC-07 the same service twice', () => {
    const it = { service: service('doubled'), rules: oneRule }
    expect(() => registryOf([it, it])).toThrow(/twice/)
  })

  test('DISC-07 a rule that names a hook twice', () => {
    expect(() => made(() => [], { hooks: ['patient-view', 'patient-view'] })).toThrow(/twice/)
  })

  test.each(['a/b', 'a b', '..', 'ä', '', 'A'])('DISC-07 the id %j', (id) => {
    expect(() => registryOf([{ service: service(id), rules: oneRule }])).toThrow(/kebab-case/)
  })

  test('DISC-09 another definition of a standard hook', () => {
    const hook = defineHook({
      name: 'patient-view',
      hookVersion: '9.9',
      status: 'draft',
      description: 'Not the published one',
      tokens: ['patientId'],
      context: z.looseObject({ patientId }),
    })
    expect(() => made(() => [], { hooks: hook })).toThrow(/standard hook/)
  })

  test.each(['Condition?patient={{%a.id}}', 'Condition?patient={{ a }}', 'Medication/{{%b.id}}'])(
    'DISC-11 a template that leans on another key: %s',
    (template) => {
      expect(() =>
        made(() => [], {
          prefetch: { b: { optional: template }, a: 'Patient/{{context.patientId}}' },
        }),
      ).toThrow(/prefetch\.b has the token/)
    },
  )
})

/** The published `hookVersion` of each hook (section 16 of the checklist). */
const HOOK_VERSIONS = {
  'patient-view': '1.0',
  'order-select': '1.0',
  'order-sign': '1.0',
  'order-dispatch': '1.1',
  'appointment-book': '1.0',
  'encounter-start': '1.0',
  'encounter-discharge': '1.0',
  'allergyintolerance-create': '0.1.0',
  'problem-list-item-create': '0.1.0',
  'medication-refill': '0.1.0',
  'medication-verify': '0.1.0',
  'order-discontinue': '0.1.0',
  'medication-prescribe': '1.0',
  'order-review': '1.0',
}

test('DISC-09 hookVersion is the published one', async () => {
  const registry = made(() => [], { hooks: ALL_HOOKS })
  const { body } = await get(await start({ registry, config: "openMode: { profile: '3.0' }" }))
  const versions = body.services.map((each: { hook: string; hookVersion: string }) => [
    each.hook,
    each.hookVersion,
  ])
  expect(Object.fromEntries(versions)).toEqual(HOOK_VERSIONS)
  expect(Object.keys(contexts).toSorted()).toEqual(Object.keys(HOOK_VERSIONS).toSorted())
})

test('DISC-10 the version is stated as semver', async () => {
  const { body } = await get(await start({ config: "openMode: { profile: '3.0' }" }))
  for (const { version } of body.services) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
})

test('DISC-11 templates are published in the order of the rule, the patient first', async () => {
  const prefetch = {
    zeta: { optional: 'Condition?patient={{context.patientId}}' },
    alpha: { optional: 'Observation?patient={{context.patientId}}' },
    patient: 'Patient/{{context.patientId}}',
  }
  const { text: json } = await get(await start({ registry: made(() => [], { prefetch }) }))
  const keys = ['patient', 'zeta', 'alpha']
  const at = keys.map((key) => json.indexOf(`"${key}":`))
  expect(at).toEqual(at.toSorted((a, b) => a - b))
  expect(at).not.toContain(-1)
})

test('DISC-11 no published template depends on another', async () => {
  const { body } = await get(await start())
  for (const { prefetch } of body.services)
    for (const template of Object.values<string>(prefetch))
      expect(template).not.toMatch(/\{\{[^}]*%/)
})

test('DISC-12 HEAD and OPTIONS are answered, other methods are not', async () => {
  const http = supertest(app.app)
  expect((await http.head('/cds-services')).status).toBe(200)
  expect((await http.options('/cds-services')).status).toBe(204)
  for (const method of ['delete', 'put', 'post', 'patch'] as const) {
    const answer = await http[method]('/cds-services')
    expect(answer.status).toBe(405)
    expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS')
  }
})

test('DISC-13 a slash at the end is the same resource, without redirect', async () => {
  const answer = await supertest(app.app).get('/cds-services/')
  expect(answer.status).toBe(200)
  expect(answer.text).toBe((await get(app)).text)
})
