import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { z } from 'zod'
import { defineRule, defineService, optional } from '../../src/index.ts'
import { type StandardHookName, standardHooks } from '../../src/protocol/hooks/index.ts'
import { makeApp, registryOf, type TestApp } from '../support/make-app.ts'
import { sharedFiles } from '../support/shared.ts'
import { outcomeSchema, responseSchema } from '../support/wire.ts'

/** What a service of ours answers to a real request, and why. */
interface Expected {
  readonly service: 'cardiometabolic-risk' | 'medication-safety' | 'discharge-check'
  readonly status: 200 | 400 | 412
  /** The error code of a 4xx. */
  readonly code?: string
  /** Indicator and a part of the summary of each card. */
  readonly cards?: readonly string[]
  readonly why: string
  /** What a service for every hook answers; default 200. */
  readonly anyHook?: 400 | 412
}

const risk = (status: 200 | 400 | 412, why: string, more: Partial<Expected> = {}): Expected => ({
  service: 'cardiometabolic-risk',
  status,
  ...(status === 412 ? { code: 'CDS_DATA_UNAVAILABLE' } : {}),
  why,
  ...more,
})
const safety = (status: 200 | 400 | 412, why: string, more: Partial<Expected> = {}): Expected => ({
  ...risk(status, why, more),
  service: 'medication-safety',
  ...more,
})
const FOREIGN_KEYS =
  'the keys are another service’s (Patient, item1 …), no FHIR server may be asked: nothing can be judged'
const MIXED = 'the draft is for another patient than the context: never a card'

/** Read request by request, as a clinician would. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  'ahrq-dstu2-active.json': risk(412, FOREIGN_KEYS),
  'ahrq-r4-missing-keys.json': risk(412, FOREIGN_KEYS),
  'ahrq-statin-adolfo.json': risk(412, FOREIGN_KEYS),
  'ahrq-stu3-null-prefetch.json': risk(412, FOREIGN_KEYS),
  'cqf-exclusion.json': risk(412, FOREIGN_KEYS),
  'cqf-hello-world.json': risk(412, FOREIGN_KEYS),
  'cqf-unicode.json': risk(412, 'no prefetch, no token'),
  'docs-04-patient-view.json': risk(412, FOREIGN_KEYS),
  'epic-patient-view.json': risk(
    200,
    'patient known, no conditions (warning 4101 is "none"): no metabolic disease, so the liver rule is silent; all others lack results, on a server that is not ours to ask',
  ),
  'sandbox-patient-view-prefetch.json': risk(
    412,
    'patient and conditions are there, HbA1c, creatinine and the rest are not: another rule set’s keys',
  ),
  'sandbox-patient-view-secured.json': risk(412, 'no prefetch; the FHIR server does not answer'),
  'cqf-opioid-order-select.json': safety(
    412,
    'buprenorphine/naloxone: nothing of the patient can be had to compare it with',
  ),
  'cqf-opioid-prefetch-wrapped-r3.json': safety(
    412,
    'oxycodone: the keys are another service’s, current opioids cannot be had',
  ),
  // Put together from several examples: one id, by three addresses of one host.
  'crd-order-sign-full-prefetch.json': safety(200, 'imaging orders: no medicine'),
  'crd-order-sign-no-prefetch.json': safety(200, 'a communication request: no medicine'),
  'crd-ri-device-full-prefetch.json': safety(
    200,
    'a device order: no medicine; the user stands at the top level, as before 1.0',
  ),
  'crd-ri-medication-prescribe.json': safety(400, 'fhirServer is null (GEN-03)', {
    code: 'CDS_REQUEST_INVALID',
    anyHook: 400,
  }),
  'docs-02-order-select.json': safety(200, 'an imaging order: no medicine'),
  'pama-scenario-1.json': safety(200, 'an imaging order: no medicine'),
  'inferno-appointment-book.json': safety(400, 'no service of ours answers appointment-book', {
    code: 'CDS_HOOK_UNSUPPORTED',
  }),
  'inferno-encounter-start.json': safety(400, 'no service of ours answers encounter-start', {
    code: 'CDS_HOOK_UNSUPPORTED',
  }),
  'prefetch-proxy-request.json': safety(
    400,
    'no service of ours answers the withdrawn order-review',
    {
      code: 'CDS_HOOK_UNSUPPORTED',
      // The draft is for Patient/pat1234, the context for another.
      anyHook: 412,
    },
  ),
  'inferno-order-select.json': safety(412, MIXED, {
    code: 'CDS_PATIENT_CONTRADICTORY',
    anyHook: 412,
  }),
  'nexehrs-case1-scenario1.json': safety(412, MIXED, {
    code: 'CDS_PATIENT_CONTRADICTORY',
    anyHook: 412,
  }),
  'nexehrs-case1-scenario3.json': safety(
    412,
    'ibuprofen: warfarin stands under keys of another service',
  ),
  'nexehrs-case1-scenario5.json': safety(
    412,
    'ibuprofen: warfarin stands under keys of another service',
  ),
  'nexehrs-case2-scenario2.json': safety(
    412,
    'ciclosporin: digoxin stands under keys of another service',
  ),
  'nexehrs-case2-scenario4.json': safety(
    412,
    'ciclosporin: digoxin stands under keys of another service',
  ),
  'opioid-rec08-order-sign-no-prefetch.json': safety(
    412,
    'fentanyl is on the ONC list, but current medicines cannot be had',
  ),
  'opioid-rec10-order-select.json': safety(
    412,
    'fentanyl is on the ONC list, but current medicines are under another service’s keys',
  ),
  'rems-order-sign.json': safety(
    412,
    'isotretinoin, but conditions cannot be had; the empty token is none',
  ),
  'sandbox-order-select-bare.json': safety(200, 'the tab was clicked again: nothing chosen'),
  'sandbox-order-select-empty-draft.json': safety(
    200,
    'a draft with no medicine yet: nothing to check',
  ),
  'sandbox-order-select-imaging-empty.json': safety(200, 'an imaging order with an empty coding'),
  'sandbox-order-select-reason.json': safety(
    412,
    'warfarin, but nothing of the patient can be had',
  ),
  'sandbox-order-sign.json': safety(412, 'ibuprofen, but nothing of the patient can be had'),
}

const files = sharedFiles('requests')
const options = { now: '2026-11-24T12:00:00Z', config: 'openMode: { fhirTimeoutMs: 400 }' }

describe('real requests', () => {
  let ours: TestApp
  let any: TestApp
  beforeAll(async () => {
    // No FHIR server is in reach: their addresses are another organisation's.
    const engine = {
      openFhir: () => ({ read: async () => ({ ok: false, failure: 'unreachable' }) as const }),
    }
    ours = await makeApp({ ...options, engine })
    any = await makeApp({ ...options, engine, registry: registryOf([forAllHooks]) })
  })
  afterAll(async () => {
    await ours.close()
    await any.close()
  })

  test('each of them is in the table, where they are present', () => {
    const listed = Object.keys(EXPECTED).toSorted()
    expect(files.length === 0 ? listed : files.map(({ name }) => name)).toEqual(listed)
  })

  for (const { name, text } of files) {
    const expected = EXPECTED[name]
    if (expected === undefined) continue
    test(`${name}: ${expected.status}, ${expected.why}`, async () => {
      const answer = await post(ours, expected.service, text)
      expect(answer.status).toBe(expected.status)
      if (expected.status === 200) {
        const { cards } = responseSchema.parse(answer.body)
        expect(cards.map(({ indicator, summary }) => `${indicator}: ${summary}`)).toEqual(
          expected.cards ?? [],
        )
      } else {
        const { issue } = outcomeSchema.parse(answer.body)
        expect(issue[0]?.details.coding[0]?.code).toBe(expected.code)
      }
    })
    test(`${name}: any service that answers its hook understands it`, async () => {
      const answer = await post(any, 'any-hook', text)
      expect(answer.status).toBe(expected.anyHook ?? 200)
      if (answer.status === 200)
        expect(z.array(z.object({ summary: z.string() })).parse(answer.body.cards)).toHaveLength(1)
    })
  }
})

function post({ app }: TestApp, service: string, text: string) {
  return request(app)
    .post(`/cds-services/${service}`)
    .set('content-type', 'application/json')
    .send(text)
}

const forAllHooks = {
  service: defineService({ id: 'any-hook', title: 'Any hook', description: 'Answers every hook' }),
  rules: [
    defineRule({
      id: 'counts-orders',
      version: '1.0.0',
      owner: 'Tests',
      reviewBy: '2027-01-01',
      hooks: Object.keys(standardHooks) as StandardHookName[],
      source: { label: 'Tests' },
      prefetch: { patient: optional('Patient/{{context.patientId}}') },
      cards: { seen: { indicator: 'info', summary: 'Seen {{orders}} orders' } },
      evaluate: ({ orders }, { card }) => [card('seen', { orders: orders.length })],
    }),
  ],
}
