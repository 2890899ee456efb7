import { runScore } from '../../src/clinical/score.ts'
import { prevent } from '../../src/clinical/scores/prevent.ts'
import type { FakeApp } from './fake-app.ts'

const ok = (body: unknown) => ({ status: 200, body })

export const session = {
  csrf: 'token',
  needPatientBanner: true,
  writes: ['ServiceRequest'],
  idleSeconds: 900,
  endsAt: '2026-11-24T20:00:00Z',
  endsInSeconds: 28_800,
}

export const patient = {
  name: 'Ada Ngozi Okafor',
  birthDate: '1968-04-12',
  sex: 'female',
  mrn: 'MRN-00417',
  isDeceased: false,
}

const inputs = {
  ...{ age: 58, sex: 'female', totalCholesterol: 236.4, hdl: 41, sbp: 148, egfr: 71.2 },
  ...{ bmi: 31.4, diabetes: false, smoker: true, antihypertensive: true, statin: false },
}
const result = runScore(prevent, inputs)
export const value = 'value' in result ? result.value : undefined

const number = (name: string, title: string, unit: string, min: number, max: number) => ({
  ...{ name, title, unit, min, max, kind: 'number', optional: false },
})
const flag = (name: string, title: string) => ({ name, title, kind: 'flag', optional: false })

export const score = {
  id: prevent.id,
  version: prevent.version,
  title: prevent.title,
  source: prevent.source,
  known: true,
  value,
  inputs,
  used: [
    { name: 'age', value: 58, unit: 'a' },
    { name: 'sex', value: 'female' },
    { name: 'totalCholesterol', value: 236.4, unit: 'mg/dL', date: '2026-02-03' },
    { name: 'hdl', value: 41, unit: 'mg/dL', date: '2026-02-03' },
    { name: 'sbp', value: 148, unit: 'mm[Hg]', date: '2026-02-10T09:30:00Z' },
    { name: 'egfr', value: 71.2, unit: 'mL/min/{1.73_m2}', date: '2026-02-03' },
    { name: 'bmi', value: 31.4, unit: 'kg/m2', date: '2025-11-20' },
    { name: 'diabetes', value: false },
    { name: 'smoker', value: true, date: '2026-02-10' },
    { name: 'antihypertensive', value: true },
    { name: 'statin', value: false },
  ],
  unused: [
    { name: 'hba1c', reason: { code: 'stale', text: 'the newest result is older than 365 days' } },
  ],
  fields: [
    number('age', 'Age', 'a', 30, 79),
    { name: 'sex', title: 'Sex', kind: 'choice', choices: ['female', 'male'], optional: false },
    number('totalCholesterol', 'Total cholesterol', 'mg/dL', 130, 320),
    number('hdl', 'HDL cholesterol', 'mg/dL', 20, 100),
    number('sbp', 'Systolic blood pressure', 'mm[Hg]', 90, 200),
    { ...number('bmi', 'Body mass index', 'kg/m2', 18.5, 40), optional: true },
    number('egfr', 'eGFR', 'mL/min/{1.73_m2}', 15, 150),
    flag('diabetes', 'Diabetes'),
    flag('smoker', 'Current smoker'),
    flag('antihypertensive', 'Blood-pressure medicine'),
    flag('statin', 'Statin'),
    { ...number('hba1c', 'HbA1c', '%', 3, 15), optional: true },
    { ...number('uacr', 'UACR', 'mg/g', 0.1, 25_000), optional: true },
  ],
}

export const order = {
  resourceType: 'ServiceRequest',
  status: 'draft',
  intent: 'proposal',
  subject: { reference: 'Patient/ada' },
  code: { text: 'HbA1c' },
  authoredOn: '2026-02-12',
}

export const card = {
  uuid: '6b5b2c7e-2f0a-4a3e-9d5e-0d6f8a1c2b3d',
  summary: '10-year ASCVD risk 8.8 % (PREVENT, intermediate); no statin on file',
  detail: 'A **statin** is reasonable to discuss.\n\n- Total CVD 14 %\n- Heart failure 5.8 %',
  indicator: 'warning',
  source: {
    label: 'ACC/AHA 2026 lipid guideline; AHA PREVENT 2023',
    url: 'https://doi.org/10.1161/x',
  },
  selectionBehavior: 'any',
  suggestions: [
    {
      label: 'Order HbA1c',
      uuid: '7b5b2c7e-2f0a-4a3e-9d5e-0d6f8a1c2b3d',
      isRecommended: true,
      actions: [{ type: 'create', description: 'Order HbA1c', resource: order }],
    },
    {
      label: 'Start atorvastatin 40 mg',
      uuid: '8b5b2c7e-2f0a-4a3e-9d5e-0d6f8a1c2b3d',
      actions: [
        {
          type: 'create',
          description: 'Prescribe atorvastatin',
          resource: { resourceType: 'MedicationRequest' },
        },
      ],
    },
  ],
}

export const advice = {
  service: { id: 'cardiometabolic-risk', title: 'Cardiometabolic risk' },
  rule: {
    id: 'statin-discussion',
    title: 'Cardiovascular risk and statin',
    source: {
      label: 'ACC/AHA 2026 lipid guideline; AHA PREVENT 2023',
      url: 'https://doi.org/10.1161/x',
    },
  },
  state: 'evaluated',
  because: [],
  cards: [card],
  scores: [score],
}

export const trends = [
  {
    ...{ input: 'totalCholesterol', title: 'Total cholesterol', unit: 'mg/dL', high: 200 },
    points: [
      { date: '2023-03-02', value: 188 },
      { date: '2024-02-14', value: 205 },
      { date: '2025-02-20', value: 221 },
      { date: '2026-02-03', value: 236.4 },
    ],
    left: [{ code: 'unit-missing', text: 'a result of 4 May 2024 has no unit' }],
  },
  {
    ...{ input: 'hdl', title: 'HDL cholesterol', unit: 'mg/dL', low: 50 },
    points: [{ date: '2026-02-03', value: 41 }],
    left: [],
  },
  {
    ...{ input: 'sbp', title: 'Systolic blood pressure', unit: 'mm[Hg]' },
    points: [],
    left: [{ code: 'comparator', text: 'a result is a comparison, not a value' }],
  },
]

/** Everything goes well, until a test says otherwise. */
export function goWell({ answers, calls }: FakeApp): void {
  answers.clear()
  calls.length = 0
  answers.set('GET session', ok(session))
  answers.set('POST active', ok({}))
  answers.set('POST logout', ok({ revoked: true }))
  answers.set(
    'GET sessions',
    ok({
      sessions: [
        { isThis: false, beganAt: '2026-11-24T08:00:00Z', idleSeconds: 300 },
        { isThis: true, beganAt: '2026-11-24T12:00:00Z', idleSeconds: 0 },
      ],
    }),
  )
  answers.set('POST logout-everywhere', ok({ revoked: true, others: 1 }))
  answers.set('GET advice', ok(advice))
  answers.set('GET trends', ok({ trends, unread: [] }))
  answers.set('GET patient', ok(patient))
  answers.set('POST fhir/ServiceRequest', { status: 201, body: { ...order, id: 'sr-1' } })
}

export { ok }
