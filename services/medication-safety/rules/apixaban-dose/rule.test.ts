import { condition, medication, observation, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const APIXABAN_5 = '1364445'
const APIXABAN_2_5 = '1364435'
const WARFARIN = '11289'
const KETOCONAZOLE = '6135'
const KETOCONAZOLE_SHAMPOO = '106336'
const FLUCONAZOLE = '4450'

const twice = {
  dosageInstruction: [
    {
      doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
      timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' as const } },
    },
  ],
}
const draft = (code: string, more: object = twice) =>
  medication(code, { id: 'order', status: 'draft', ...more })
const creatinine = (value: number, unit = 'mg/dL', date = '2026-02-03') =>
  observation('2160-0', value, unit, date)
const weight = (value: number, unit = 'kg') => observation('29463-7', value, unit)
const fibrillation = condition('49436004')
// 80 years on the very day, 60 kg, creatinine below the limit: two criteria.
const base = {
  patient: patient('1946-03-01'),
  conditions: [fibrillation],
  creatinine: [creatinine(1.2)],
  weight: [weight(60)],
  medications: [],
}

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'the lower dose where two criteria hold': { ...base, orders: [draft(APIXABAN_2_5)] },
    'the full dose on the day before the 80th birthday': {
      ...base,
      patient: patient('1946-03-02'),
      orders: [draft(APIXABAN_5)],
    },
    'the full dose above 60 kg': { ...base, weight: [weight(60.1)], orders: [draft(APIXABAN_5)] },
    'no atrial fibrillation on file': { ...base, conditions: [], orders: [draft(APIXABAN_5)] },
    'atrial fibrillation that was ruled out': {
      ...base,
      conditions: [
        condition('49436004', { verificationStatus: { coding: [{ code: 'refuted' }] } }),
      ],
      orders: [draft(APIXABAN_5)],
    },
    'a dose unknown where the full one is right': {
      ...base,
      weight: [weight(80)],
      orders: [draft(APIXABAN_5, {})],
    },
    'the lower dose beside a medicine that halves it': {
      ...base,
      weight: [weight(80)],
      medications: [medication(KETOCONAZOLE)],
      orders: [draft(APIXABAN_2_5)],
    },
    'the lower dose beside an order of a medicine that halves it': {
      ...base,
      weight: [weight(80)],
      orders: [draft(APIXABAN_2_5), draft(KETOCONAZOLE, { id: 'second' })],
    },
    'another anticoagulant': { ...base, orders: [draft(WARFARIN)] },
  },
  fires: {
    '80 years and 60 kg': {
      ...base,
      orders: [draft(APIXABAN_5)],
      expect: {
        card: 'tooMuch',
        values: { ordered: 'Ordered: 10 mg a day.', criteria: 'age, weight' },
        suggestions: ['Change to 2.5 mg twice daily', 'Cancel apixaban'],
      },
    },
    '60 kg in pounds, and creatinine of 1.5 in µmol/L': {
      ...base,
      patient: patient('1960-01-01'),
      weight: [weight(132, '[lb_av]')],
      creatinine: [creatinine(132.6, 'umol/L')],
      orders: [draft(APIXABAN_5)],
      expect: { card: 'tooMuch', values: { criteria: 'weight, creatinine' } },
    },
    'dialysis takes the place of creatinine': {
      ...base,
      weight: [weight(80)],
      conditions: [fibrillation, condition('265764009')],
      orders: [draft(APIXABAN_5)],
      expect: { card: 'tooMuch', values: { criteria: 'age, dialysis' } },
    },
    'two criteria, and a medicine with which the lower dose is to be avoided': {
      ...base,
      medications: [medication(KETOCONAZOLE)],
      orders: [draft(APIXABAN_5)],
      expect: {
        card: 'tooMuch',
        values: { inhibited: ' With ketoconazole the label says to avoid apixaban at this dose.' },
        suggestions: ['Cancel apixaban'],
      },
    },
    'two criteria, and that medicine only on the skin': {
      ...base,
      medications: [medication(KETOCONAZOLE_SHAMPOO)],
      orders: [draft(APIXABAN_5)],
      expect: {
        card: 'tooMuch',
        values: { inhibited: '' },
        suggestions: ['Change to 2.5 mg twice daily', 'Cancel apixaban'],
      },
    },
    'two criteria, and an order of that medicine': {
      ...base,
      orders: [draft(APIXABAN_5), draft(KETOCONAZOLE, { id: 'second' })],
      expect: { card: 'tooMuch', suggestions: ['Cancel apixaban'] },
    },
    'the lower dose beside a shampoo that halves nothing': {
      ...base,
      weight: [weight(80)],
      medications: [medication(KETOCONAZOLE_SHAMPOO)],
      orders: [draft(APIXABAN_2_5)],
      expect: {
        card: 'tooLittle',
        suggestions: ['Change to 5 mg twice daily', 'Cancel apixaban'],
      },
    },
    'a medicine that halved the dose, and whose place an order takes': {
      ...base,
      weight: [weight(80)],
      medications: [medication(KETOCONAZOLE, { id: 'old' })],
      orders: [
        draft(APIXABAN_2_5),
        draft(FLUCONAZOLE, {
          id: 'second',
          priorPrescription: { reference: 'MedicationRequest/old' },
        }),
      ],
      expect: { card: 'tooLittle' },
    },
    'a medicine that halved the dose, and has ended': {
      ...base,
      weight: [weight(80)],
      medications: [medication(KETOCONAZOLE, { status: 'stopped' })],
      orders: [draft(APIXABAN_2_5)],
      expect: { card: 'tooLittle' },
    },
    'a dose that cannot be read': {
      ...base,
      orders: [draft(APIXABAN_5, {})],
      expect: { card: 'tooMuch' },
    },
    'once a day in place of twice': {
      ...base,
      weight: [weight(80)],
      orders: [
        draft(APIXABAN_2_5, {
          dosageInstruction: [
            {
              doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
              timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } },
            },
          ],
        }),
      ],
      expect: { card: 'tooLittle', values: { ordered: 'Ordered: 2.5 mg a day.' } },
    },
    'the lower dose without two criteria': {
      ...base,
      weight: [weight(80)],
      orders: [draft(APIXABAN_2_5)],
      expect: {
        card: 'tooLittle',
        values: { criteria: 'age' },
        suggestions: ['Change to 5 mg twice daily', 'Cancel apixaban'],
      },
    },
  },
  gaps: {
    'no weight on file': {
      ...base,
      weight: [],
      orders: [draft(APIXABAN_5)],
      expect: /dose of apixaban \(Actual body weight is missing\)/,
    },
    'creatinine older than a year': {
      ...base,
      creatinine: [creatinine(1.6, 'mg/dL', '2025-02-28')],
      orders: [draft(APIXABAN_5)],
      expect: /dose of apixaban/,
    },
    'weight without a unit': {
      ...base,
      weight: [observation('29463-7', 60, 'kg', '2026-02-03', { valueQuantity: { value: 60 } })],
      orders: [draft(APIXABAN_5)],
      expect: /dose of apixaban/,
    },
  },
})
