import { expect, test } from '@jest/globals'
import beers from '../../services/medication-safety/rules/beers/rule.ts'
import majorInteractions from '../../services/medication-safety/rules/major-interactions/rule.ts'
import oncInteractions from '../../services/medication-safety/rules/onc-interactions/rule.ts'
import qtRisk from '../../services/medication-safety/rules/qt-risk/rule.ts'
import renalDosing from '../../services/medication-safety/rules/renal-dosing/rule.ts'
import type { Rule } from '../../src/engine/define-rule.ts'
import { harness } from '../../src/testing/harness.ts'
import { medication, observation, patient } from '../../src/testing.ts'

const NOW = '2026-03-01'
const draft = (code: string, value: number, unit: string, frequency = 1) =>
  medication(code, {
    id: 'order',
    status: 'draft',
    dosageInstruction: [
      {
        doseAndRate: [{ doseQuantity: { value, unit } }],
        timing: { repeat: { frequency, period: 1, periodUnit: 'd' } },
      },
    ],
  })
const chart = {
  patient: patient('1950-01-01', 'male'),
  conditions: [],
  medications: [],
  endedMedications: [],
  electrolytes: [],
  tests: [],
  weight: [observation('29463-7', 72, 'kg')],
  creatinine: [observation('2160-0', 3, 'mg/dL')],
}

test.each([
  ['citalopram above 60 years', qtRisk, draft('309314', 1, 'tablet'), {}],
  ['digoxin from 65 years', beers, draft('197606', 1, 'tablet'), {}],
  ['pregabalin and the kidneys', renalDosing, draft('483444', 1, 'capsule', 2), {}],
  ['enoxaparin and the kidneys', renalDosing, draft('854235', 40, 'mg'), {}],
  [
    'canagliflozin and the kidneys',
    renalDosing,
    draft('1373471', 1, 'tablet'),
    { creatinine: [observation('2160-0', 1.7, 'mg/dL')] },
  ],
  [
    'simvastatin with verapamil',
    oncInteractions,
    draft('198211', 1, 'tablet'),
    { medications: [medication('11170')] },
  ],
  [
    'simvastatin with amlodipine',
    majorInteractions,
    draft('200345', 1, 'tablet'),
    { medications: [medication('17767')] },
  ],
])('%s: the order as the card reduces it gives no card', async (_, rule, order, more) => {
  const subject = harness(rule as unknown as Rule)
  const known = Object.entries({ ...chart, ...more }).filter(([key]) => subject.keys.has(key))
  const served = async (orders: readonly object[]) => {
    const evaluation = await subject.run({ ...Object.fromEntries(known), orders }, { now: NOW })
    return evaluation.ok ? evaluation.served : []
  }
  const [first] = await served([order])
  const reduce = first?.card.suggestions?.find(({ label }) => label.startsWith('Reduce to'))
  const [action] = reduce?.actions ?? []
  const changed = action?.type === 'update' ? action.resource : undefined
  expect(changed).toMatchObject({ id: 'order', status: 'draft', subject: order.subject })
  expect(await served([changed ?? order])).toEqual([])
})
