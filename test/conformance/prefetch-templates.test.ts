import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { defineRule, defineService } from '#cds'
import { lintTemplate } from '../../src/prefetch/lint.ts'
import { parseTemplate } from '../../src/prefetch/template.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { registryOf, shippedServices } from '../support/make-app.ts'
import { authorization, cardsOf, made, patient, requestFor, start } from './fixtures.ts'

/** Starting with this one template beside the patient. */
const starting =
  (template: string, key = 'it') =>
  () =>
    made(() => [], {
      prefetch: { patient: 'Patient/{{context.patientId}}', [key]: { optional: template } },
    })

const shippedTemplates = async () =>
  [...(await shippedServices()).values()].flatMap(({ hooks }) =>
    [...hooks.values()].flatMap(({ hook, templates }) =>
      [...templates].map(([key, template]) => ({ hook, key, template })),
    ),
  )

test.each([
  'https://ehr.example/Patient/{{context.patientId}}',
  '/Patient/{{context.patientId}}',
  '//ehr.example/Patient/1',
  'patient/{{context.patientId}}',
  'Patient',
  'Patient/{{context.patientId}}/_history',
  'Patient/{{context.patientId}}?x=1',
  '',
])('PFT-01 %j is no relative read or search: refused at the start', (template) => {
  expect(starting(template)).toThrow(/prefetch\.it must be/)
})

test('PFT-01 a resource type that FHIR R4 does not have is refused at the start', () => {
  expect(starting('Obsrvation?patient={{context.patientId}}')).toThrow(
    /prefetch\.it asks for "Obsrvation", which is no resource type of FHIR R4/,
  )
})

test.each([
  'Condition?patient={{context.patientId',
  'Condition?patient=context.patientId}}',
  'Condition?patient={{context.patientId}}}}',
  'Condition?patient={{{{context.patientId}}',
])('PFT-02 unbalanced braces in %j: refused at the start', (template) => {
  expect(starting(template)).toThrow(/prefetch\.it has/)
})

test.each(['patientId', 'Context.patientId', 'context.', '', 'context.patient.id', 'user'])(
  'PFT-03 the token {{%s}} is refused at the start',
  (token) => {
    expect(starting(`Condition?patient={{${token}}}`)).toThrow(/write \{\{context\.<field>\}\}/)
  },
)

test.each(['draftOrders', 'selections', 'patientid'])(
  'PFT-04 {{context.%s}} is no token of patient-view: refused at the start',
  (field) => {
    expect(starting(`Condition?patient={{context.${field}}}`)).toThrow(/does not offer as a token/)
  },
)

test.each(['userPractitionerId', 'userPractitionerRoleId', 'userPatientId', 'userRelatedPersonId'])(
  'PFT-05 the user token {{%s}} is known',
  (token) => {
    expect(starting(`Condition?asserter={{${token}}}`)().size).toBe(1)
    expect(starting(`Condition?asserter={{${token}s}}`)).toThrow(/has the token/)
  },
)

describe('the subset of search', () => {
  const tokens = ['patientId']
  const lint = (query: string) => lintTemplate(parseTemplate(`Observation?${query}`), tokens)

  test.each([
    'code:not=x',
    'code:text=x',
    '_include=Observation:subject',
    '_revinclude=Provenance:target',
    '_has:Group:member:_id=1',
    'subject.name=x',
    'date=ap2026',
    'date=ne2026',
    'date=sa2026',
    'date=eb2026',
    '_count=many',
    '_count=0',
    'code',
    'code=',
  ])('PFT-07 %s is refused', (query) => {
    expect(lint(query)).toHaveLength(1)
    expect(starting(`Observation?patient={{context.patientId}}&${query}`)).toThrow(/prefetch\.it/)
  })

  test.each([
    'patient={{context.patientId}}',
    'code=http://loinc.org|4548-4,http://loinc.org|17856-6',
    'code:in=http://example.org/ValueSet/x',
    'date=ge2026-01-01&date=lt2026-06-01',
    'date=eq2026&_count=5&_sort=-date',
  ])('PFT-07 %s is taken', (query) => {
    expect(lint(query)).toEqual([])
  })

  test('PFT-07 the bundled services stay in it', async () => {
    for (const { hook, template } of await shippedTemplates())
      expect(lintTemplate(template, hook.tokens)).toEqual([])
  })

  test('PFT-08 the sort of the standard’s samples is refused', () => {
    expect(lint('sort:desc=date')).toHaveLength(1)
    expect(lint('_sort=-date')).toEqual([])
  })
})

test('PFT-09 literals are published unescaped, and short enough for GET', async () => {
  const { body } = await supertest((await start()).app).get('/cds-services')
  const all: string[] = body.services.flatMap((each: { prefetch: Record<string, string> }) =>
    Object.values(each.prefetch),
  )
  expect(all.some((template) => template.includes('http://loinc.org|'))).toBe(true)
  for (const template of all) {
    expect(template).not.toMatch(/%(?!20)/)
    expect(template).not.toContain(' ')
    expect(template.length).toBeLessThan(1500)
  }
})

test.each(['1st', 'a-b', 'a.b', '_a', 'ä', 'a b'])(
  'PFT-10 the key %j is refused at the start',
  (key) => {
    expect(starting('Condition?patient={{context.patientId}}', key)).toThrow(/prefetch key/)
  },
)

test('PFT-11 a service asks on a hook only for what its rules on that hook read', async () => {
  const base = {
    version: '1.0.0',
    owner: 'O',
    reviewBy: '2027-01-01',
    source: { label: 'L' },
    cards: {},
    evaluate: () => [],
  } as const
  const person = 'Patient/{{context.patientId}}'
  const conds = 'Condition?patient={{context.patientId}}'
  const obs = 'Observation?patient={{context.patientId}}'
  const registry = registryOf([
    {
      service: defineService({ id: 'two', title: 'Two', description: 'Two rules' }),
      rules: [
        defineRule({
          ...base,
          id: 'view',
          hooks: 'patient-view',
          prefetch: { patient: person, conds },
        }),
        defineRule({
          ...base,
          id: 'sign',
          hooks: 'order-sign',
          prefetch: { patient: person, obs },
        }),
      ],
    },
  ])
  const { body } = await supertest((await start({ registry })).app).get('/cds-services')
  const keys = body.services.map((each: { hook: string; prefetch: object }) => [
    each.hook,
    Object.keys(each.prefetch),
  ])
  expect(keys).toEqual([
    ['patient-view', ['patient', 'conds']],
    ['order-sign', ['patient', 'obs']],
  ])
})

test.each([
  'Medication?_id={{context.draftOrders.entry.resource.ofType(string)}}',
  'Medication?_id={{context.draftOrders.entry.resource.ofType(MedicationRequest).id}}',
  'Observation?date=gt{{today() - 90 days}}',
])('FP-03 FHIRPath in a token is refused at the start: %s', (template) => {
  expect(starting(template)).toThrow(/has the token/)
})

test('FP-07 no template can depend on another, so there are no cycles', async () => {
  expect(starting('Encounter/{{%patient.id}}')).toThrow(/has the token/)
  for (const { template } of await shippedTemplates()) expect(template.text).not.toContain('%')
})

describe('filling a template', () => {
  let ehr: FhirServer
  const servers: FhirServer[] = []
  beforeEach(async () => {
    ehr = await startFhirServer({
      resources: [patient, { resourceType: 'Practitioner', id: 'p1' }],
    })
    servers.push(ehr)
  })
  afterAll(async () => {
    for (const server of servers) await server.close()
  })

  async function asked(template: string, context: object): Promise<string[]> {
    const prefetch = { patient: 'Patient/{{context.patientId}}', it: { optional: template } }
    const registry = made((_data, { card }) => [card('plain', { text: 'Ran' })], { prefetch })
    const request = requestFor('patient-view', {
      context,
      prefetch: { patient },
      fhirServer: ehr.url,
      fhirAuthorization: authorization,
    })
    expect(await cardsOf(await start({ registry }), 'made', request)).toHaveLength(1)
    return ehr.requests.map(({ path, query }) => `${path}${query.size > 0 ? `?${query}` : ''}`)
  }
  const context = { userId: 'Practitioner/p1', patientId: 'pat1' }

  test('PFT-06 {{context.userId}} is a read of the user', async () => {
    expect(await asked('{{context.userId}}', context)).toEqual(['/Practitioner/p1'])
  })

  test('PFT-05 the id of a user of the type is filled in', async () => {
    expect(await asked('Practitioner/{{userPractitionerId}}', context)).toEqual([
      '/Practitioner/p1',
    ])
  })

  test.each([
    'Encounter/{{context.encounterId}}',
    'Condition?encounter={{context.encounterId}}',
    'Patient/{{userPatientId}}',
  ])('FP-10 a token without value: %s is not asked', async (template) => {
    expect(await asked(template, context)).toEqual([])
  })
})
