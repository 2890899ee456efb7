import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { discoveryOf } from '../../src/engine/discovery.ts'
import { resourcesOf } from '../../src/fhir/memory/bundle.ts'
import { RXNORM } from '../../src/index.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { makeApp, type TestApp } from '../support/make-app.ts'
import { prefetched } from '../support/prefetch.ts'
import { sharedFiles } from '../support/shared.ts'
import { responseSchema } from '../support/wire.ts'

/** The cards of the three services, and why. */
interface Expected {
  readonly view: readonly string[]
  /** On signing metformin, amoxicillin and clarithromycin together. */
  readonly sign: readonly string[]
  readonly discharge: readonly string[]
  readonly why: string
}

const CLARITHROMYCIN_STATIN = 'critical: clarithromycin with simvastatin: do not give together'
const noStatin = (age: number) => `info: Diabetes at ${age} years: no statin on file`
const LIVER_TESTS =
  'info: Liver fibrosis screen: AST, ALT, Platelets within a year would give FIB-4'
const NO_CREATININE = 'warning: Metformin: no creatinine within a year; check kidney function first'

const EXPECTED: Readonly<Record<string, Expected>> = {
  'catalina-cantu.json': {
    view: [],
    sign: [CLARITHROMYCIN_STATIN],
    discharge: [],
    why: 'too old for PREVENT, prediabetes on file; takes simvastatin',
  },
  'danae-kshlerin.json': {
    view: [LIVER_TESTS, noStatin(56)],
    sign: ['warning: metformin twice: current medicine since 2001-03-14'],
    discharge: [],
    why: 'diabetes at goal, tested within seven months; no statin; metformin with good kidneys',
  },
  'dirk-kuhlman.json': {
    view: [
      'info: Blood pressure 178/111 mmHg on two days under treatment',
      LIVER_TESTS,
      noStatin(49),
    ],
    sign: ['warning: metformin twice: current medicine since 2019-03-05'],
    discharge: [],
    why: 'diabetes tested last month, kidney disease on file, eGFR above 45; no statin',
  },
  'eura-treutel.json': {
    view: [],
    sign: [
      CLARITHROMYCIN_STATIN,
      'warning: clarithromycin with digoxin: a major interaction',
      'info: Lesser interactions of these orders: clarithromycin with warfarin',
    ],
    discharge: [],
    why: 'too old for PREVENT, prediabetes on file; takes simvastatin',
  },
  'hershel-marvin.json': {
    view: ['info: Diabetes screening is due: no HbA1c or fasting glucose in three years'],
    sign: [NO_CREATININE],
    discharge: [],
    why: '35 years with BMI 29.3 and never tested; no creatinine on file',
  },
  'kirsten-witting.json': {
    view: [],
    sign: [CLARITHROMYCIN_STATIN],
    discharge: [],
    why: 'coronary disease keeps PREVENT out, prediabetes on file; takes simvastatin',
  },
  'louis-maggio.json': {
    view: ['info: Diabetes: HbA1c is overdue; the last was 7.5 % on 2020-10-09', LIVER_TESTS],
    sign: [
      'info: Not checked: duplicates of Diazepam [Valium]; drug interactions with Diazepam [Valium]',
    ],
    discharge: [],
    why: 'not at goal and six months ago; his diazepam carries a retired code, so it is said',
  },
  'luis-miguel-delarosa.json': {
    view: [
      'warning: eGFR 21 (KDIGO G4) on 2021-03-18; no kidney disease on file',
      'warning: 10-year ASCVD risk 19.3 % (PREVENT, high); no statin on file',
    ],
    sign: ['critical: Metformin is contraindicated: eGFR 21 (2021-03-18)'],
    discharge: [],
    why: 'creatinine 3.0 with no kidney disease on file; 72 years, pressure 194, no statin',
  },
  'mao-kilback.json': {
    view: [],
    sign: [NO_CREATININE],
    discharge: [],
    why: 'a toddler: no screening and no score; metformin wants a creatinine at any age',
  },
  'maple-emmerich.json': {
    view: [],
    sign: [],
    discharge: [],
    why: 'pregnant: HbA1c and PREVENT stay silent; kidneys are good',
  },
  'mathilda-okeefe.json': {
    view: [],
    sign: [NO_CREATININE],
    discharge: [],
    why: 'a child with asthma: no screening and no score',
  },
  'patria-schimmel.json': {
    view: [
      'info: Diabetes: HbA1c is overdue; the last was 7.6 % on 2019-06-25',
      LIVER_TESTS,
      noStatin(46),
    ],
    sign: [NO_CREATININE, 'warning: metformin twice: current medicine since 2019-06-25'],
    discharge: [],
    why: 'last seen in 2019: HbA1c overdue, creatinine and pressure too old to use; no statin',
  },
  'reginald-auer.json': { view: [], sign: [], discharge: [], why: 'deceased' },
  'robbi-fisher.json': { view: [], sign: [], discharge: [], why: 'deceased' },
  'stanley-balistreri.json': {
    view: [],
    sign: [NO_CREATININE],
    discharge: [],
    why: 'healthy at 28: nothing to say',
  },
}

interface Fhir {
  readonly resourceType: string
  readonly id: string
  readonly class?: { readonly code?: string }
  readonly period?: { readonly start: string; readonly end: string }
}

const draft = (id: string, code: string, patientId: string) => ({
  resource: {
    resourceType: 'MedicationRequest',
    id,
    status: 'draft',
    intent: 'order',
    subject: { reference: `Patient/${patientId}` },
    medicationCodeableConcept: { coding: [{ system: RXNORM, code }] },
  },
})

/** Metformin 500 mg tablet, amoxicillin, clarithromycin. */
const orders = (patientId: string) => ({
  draftOrders: {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      draft('m', '861007', patientId),
      draft('a', '723', patientId),
      draft('c', '21212', patientId),
    ],
  },
})

describe('real patients', () => {
  const files = sharedFiles('patients')
  let app: TestApp
  let templates: ReadonlyMap<string, Readonly<Record<string, string>>>
  beforeAll(async () => {
    app = await makeApp({
      now: '2021-04-01T12:00:00Z',
      config: 'openMode: { deadlineMs: 30000, fhirTimeoutMs: 25000 }',
    })
    const { services } = discoveryOf(app.registry.values())
    templates = new Map(services.map(({ id, hook, prefetch = {} }) => [`${id} ${hook}`, prefetch]))
  })
  afterAll(() => app.close())

  test('each of them is in the table, where they are present', () => {
    const listed = Object.keys(EXPECTED).toSorted()
    expect(files.length === 0 ? listed : files.map(({ name }) => name)).toEqual(listed)
  })

  for (const { name, text } of files) {
    const expected = EXPECTED[name]
    if (expected === undefined) continue
    test(`${name}: ${expected.why}`, async () => {
      const resources = resourcesOf(JSON.parse(text)) as unknown as readonly Fhir[]
      const fhir = await startFhirServer({ resources })
      const patientId = resources.find(({ resourceType }) => resourceType === 'Patient')?.id ?? ''
      const encounterId = lastEncounter(resources)?.id ?? ''
      try {
        expect(await bothWays('cardiometabolic-risk', 'patient-view', { patientId }, fhir)).toEqual(
          expected.view,
        )
        expect(
          await bothWays(
            'medication-safety',
            'order-sign',
            { patientId, ...orders(patientId) },
            fhir,
          ),
        ).toEqual(expected.sign)
        expect(
          await bothWays(
            'discharge-check',
            'encounter-discharge',
            { patientId, encounterId },
            fhir,
          ),
        ).toEqual(expected.discharge)
      } finally {
        await fhir.close()
      }
    })
  }

  /** The cards without prefetch; they must be the same, word for word, with prefetch and no server. */
  async function bothWays(
    service: string,
    hook: string,
    more: object,
    fhir: FhirServer,
  ): Promise<string[]> {
    const context = { userId: 'Practitioner/p1', ...more }
    const prefetch = await prefetched(templates.get(`${service} ${hook}`) ?? {}, context, fhir.url)
    const fetched = await cards(service, { hook, context, fhirServer: fhir.url })
    expect(await cards(service, { hook, context, prefetch })).toEqual(fetched)
    return fetched.map(({ indicator, summary }) => `${indicator}: ${summary}`)
  }

  async function cards(service: string, body: object) {
    const answer = await request(app.app)
      .post(`/cds-services/${service}`)
      .send({ hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10', ...body })
    expect(answer.status).toBe(200)
    return responseSchema
      .parse(answer.body)
      .cards.map(({ indicator, summary, detail }) => ({ indicator, summary, detail }))
  }
})

function lastEncounter(resources: readonly Fhir[]): Fhir | undefined {
  return resources
    .filter(({ resourceType }) => resourceType === 'Encounter')
    .toSorted((a, b) => String(b.period?.start).localeCompare(String(a.period?.start)))[0]
}
