import { condition, medication, observation, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const GABAPENTIN_300 = '310431'
const IBUPROFEN = '5640'
const RIVAROXABAN_20 = '1232086'
const DABIGATRAN_150 = '1037045'
const VERAPAMIL = '11170'
const KETOCONAZOLE_SHAMPOO = '106336'
const EPLERENONE = '298869'
const FAMOTIDINE = '4278'
const DAPAGLIFLOZIN = '1488564'
const CANAGLIFLOZIN_300 = '1373471'
const LISINOPRIL = '29046'
const PREGABALIN_300 = '483444'
const ENOXAPARIN_40 = '854235'
const ENOXAPARIN_80 = '854241'
const TRIMETHOPRIM_100 = '198332'
const DICLOFENAC_GEL = '855633'

// A man of 71 years and 72 kg has a clearance of 69 / creatinine mL/min: 69 * 72 / (72 * creatinine).
const man = patient('1955-01-01', 'male')
const draft = (code: string, more: object = {}) =>
  medication(code, { id: 'order', status: 'draft', ...more })
const creatinine = (value: number, unit = 'mg/dL', date = '2026-02-03') =>
  observation('2160-0', value, unit, date)
const weight = observation('29463-7', 72, 'kg')
const base = { patient: man, conditions: [], medications: [], weight: [weight] }
const taken = (value: number, unit: string, frequency: number) => ({
  dosageInstruction: [
    {
      doseAndRate: [{ doseQuantity: { value, unit } }],
      timing: { repeat: { frequency, period: 1, periodUnit: 'd' as const } },
    },
  ],
})

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'enoxaparin in the reduced dose of prophylaxis': {
      ...base,
      orders: [
        draft('854235', {
          dosageInstruction: [
            {
              doseAndRate: [{ doseQuantity: { value: 30, unit: 'mg' } }],
              timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } },
            },
          ],
        }),
      ],
      creatinine: [creatinine(4)],
    },
    'half the usual dose of co-trimoxazole': {
      ...base,
      orders: [draft('198334', taken(1, 'tablet', 2))],
      creatinine: [creatinine(3)],
    },
    'half the usual dose of trimethoprim alone': {
      ...base,
      orders: [draft(TRIMETHOPRIM_100, taken(0.5, 'tablet', 2))],
      creatinine: [creatinine(3)],
    },
    'enoxaparin in the reduced dose of treatment, 1 mg/kg once daily': {
      ...base,
      orders: [draft(ENOXAPARIN_80, taken(70, 'mg', 1))],
      creatinine: [creatinine(4)],
    },
    'that dose rounded down to its syringe': {
      ...base,
      orders: [draft(ENOXAPARIN_80, taken(80, 'mg', 1))],
      weight: [observation('29463-7', 88, 'kg')],
      creatinine: [creatinine(4)],
    },
    'that dose rounded up to its syringe': {
      ...base,
      orders: [draft(ENOXAPARIN_80, taken(80, 'mg', 1))],
      weight: [observation('29463-7', 73, 'kg')],
      creatinine: [creatinine(4)],
    },
    'the same, the weight in pounds': {
      ...base,
      orders: [draft(ENOXAPARIN_80, taken(70, 'mg', 1))],
      weight: [observation('29463-7', 158.7, '[lb_av]')],
      creatinine: [creatinine(4)],
    },
    'kidneys work well': { ...base, orders: [draft(IBUPROFEN)], creatinine: [creatinine(1)] },
    'clearance of exactly 30': {
      ...base,
      orders: [draft(IBUPROFEN)],
      creatinine: [creatinine(2.3)],
    },
    'another medicine': { ...base, orders: [draft(LISINOPRIL)], creatinine: [creatinine(4)] },
    'a gel stays on the skin': {
      ...base,
      orders: [draft(DICLOFENAC_GEL)],
      creatinine: [creatinine(4)],
    },
    'the dose fits': {
      ...base,
      orders: [draft(GABAPENTIN_300, taken(1, 'capsule', 2))],
      creatinine: [creatinine(3)],
    },
    'below the age of the row': {
      ...base,
      patient: patient('1970-01-01', 'male'),
      orders: [draft(FAMOTIDINE)],
      creatinine: [creatinine(3)],
    },
    'rivaroxaban without atrial fibrillation': {
      ...base,
      orders: [draft(RIVAROXABAN_20)],
      creatinine: [creatinine(2)],
    },
    'dapagliflozin that is taken already': {
      ...base,
      orders: [draft(DAPAGLIFLOZIN)],
      medications: [medication(DAPAGLIFLOZIN)],
      creatinine: [creatinine(3.5)],
    },
    'an end-stage entry before a transplant': {
      ...base,
      orders: [draft(IBUPROFEN)],
      conditions: [condition('46177005'), condition('161665007')],
      creatinine: [creatinine(1)],
    },
  },
  fires: {
    'an NSAID just below 30': {
      ...base,
      orders: [draft(IBUPROFEN)],
      creatinine: [creatinine(2.31)],
      expect: {
        card: 'adjust',
        values: {
          order: 'ibuprofen',
          short: 'avoid NSAIDs',
          kidney: 'CrCl 30 mL/min (creatinine 2026-02-03)',
        },
        suggestions: ['Replace ibuprofen by acetaminophen', 'Cancel ibuprofen'],
      },
    },
    'creatinine in µmol/L': {
      ...base,
      orders: [draft(IBUPROFEN)],
      creatinine: [creatinine(265.2, 'umol/L')],
      expect: { card: 'adjust', values: { kidney: 'CrCl 23 mL/min (creatinine 2026-02-03)' } },
    },
    'a dose above the limit': {
      ...base,
      orders: [draft(GABAPENTIN_300, taken(1, 'capsule', 3))],
      creatinine: [creatinine(3)],
      expect: {
        card: 'adjust',
        values: { short: 'at most 700 mg a day', dose: 'Ordered: 900 mg a day. ' },
        suggestions: ['Cancel gabapentin'],
      },
    },
    'a dose that is not known': {
      ...base,
      orders: [draft(GABAPENTIN_300)],
      creatinine: [creatinine(3)],
      expect: { card: 'adjust', values: { dose: '' } },
    },
    'rivaroxaban in atrial fibrillation': {
      ...base,
      orders: [draft(RIVAROXABAN_20, taken(1, 'tablet', 1))],
      conditions: [condition('49436004')],
      creatinine: [creatinine(2)],
      expect: {
        card: 'adjust',
        values: { dose: 'Ordered: 20 mg a day. ' },
        suggestions: ['Change to 15 mg once daily with the evening meal', 'Cancel rivaroxaban'],
      },
    },
    'dabigatran in atrial fibrillation': {
      ...base,
      orders: [draft(DABIGATRAN_150, taken(1, 'capsule', 2))],
      conditions: [condition('49436004')],
      creatinine: [creatinine(3)],
      expect: {
        card: 'adjust',
        suggestions: ['Change to 75 mg twice daily', 'Cancel dabigatran etexilate'],
      },
    },
    'dabigatran beside a medicine with which it has no dose at this function': {
      ...base,
      orders: [draft(DABIGATRAN_150, taken(1, 'capsule', 2))],
      conditions: [condition('49436004')],
      medications: [medication(VERAPAMIL)],
      creatinine: [creatinine(3)],
      expect: {
        card: 'adjust',
        values: { advice: 'Here with verapamil: avoid it.' },
        suggestions: ['Cancel dabigatran etexilate'],
      },
    },
    'dabigatran beside an order of such a medicine': {
      ...base,
      orders: [draft(DABIGATRAN_150, taken(1, 'capsule', 2)), draft(VERAPAMIL, { id: 'second' })],
      conditions: [condition('49436004')],
      creatinine: [creatinine(3)],
      expect: {
        card: 'adjust',
        values: { advice: 'Here with verapamil: avoid it.' },
        suggestions: ['Cancel dabigatran etexilate'],
      },
    },
    'an order takes the place of that medicine': {
      ...base,
      orders: [
        draft(DABIGATRAN_150, taken(1, 'capsule', 2)),
        draft(LISINOPRIL, {
          id: 'second',
          priorPrescription: { reference: 'MedicationRequest/old' },
        }),
      ],
      conditions: [condition('49436004')],
      medications: [medication(VERAPAMIL, { id: 'old' })],
      creatinine: [creatinine(3)],
      expect: {
        card: 'adjust',
        suggestions: ['Change to 75 mg twice daily', 'Cancel dabigatran etexilate'],
      },
    },
    'that medicine stays on the skin': {
      ...base,
      orders: [draft(DABIGATRAN_150, taken(1, 'capsule', 2))],
      conditions: [condition('49436004')],
      medications: [medication(KETOCONAZOLE_SHAMPOO)],
      creatinine: [creatinine(3)],
      expect: {
        card: 'adjust',
        suggestions: ['Change to 75 mg twice daily', 'Cancel dabigatran etexilate'],
      },
    },
    'that medicine has been stopped': {
      ...base,
      orders: [draft(DABIGATRAN_150)],
      conditions: [condition('49436004')],
      medications: [medication(VERAPAMIL, { status: 'stopped' })],
      creatinine: [creatinine(3)],
      expect: {
        card: 'adjust',
        suggestions: ['Change to 75 mg twice daily', 'Cancel dabigatran etexilate'],
      },
    },
    eplerenone: {
      ...base,
      orders: [draft(EPLERENONE)],
      creatinine: [creatinine(2.5)],
      expect: { card: 'contraindicated' },
    },
    'famotidine from 65 years': {
      ...base,
      orders: [draft(FAMOTIDINE)],
      creatinine: [creatinine(2)],
      expect: { card: 'note' },
    },
    'dapagliflozin, by eGFR': {
      ...base,
      orders: [draft(DAPAGLIFLOZIN)],
      creatinine: [creatinine(3.5)],
      expect: { card: 'adjust', values: { short: 'do not start' } },
    },
    'canagliflozin that is taken already, too much': {
      ...base,
      orders: [draft(CANAGLIFLOZIN_300, taken(1, 'tablet', 1))],
      medications: [medication(CANAGLIFLOZIN_300)],
      creatinine: [creatinine(1.6)],
      expect: {
        card: 'adjust',
        values: { short: 'at most 100 mg a day' },
        suggestions: ['Reduce to 100 mg once daily', 'Cancel canagliflozin'],
      },
    },
    'canagliflozin as needed: the dose stays for people': {
      ...base,
      orders: [
        draft(CANAGLIFLOZIN_300, {
          dosageInstruction: taken(1, 'tablet', 1).dosageInstruction.map((each) => ({
            ...each,
            asNeededBoolean: true,
          })),
        }),
      ],
      creatinine: [creatinine(1.6)],
      expect: { card: 'adjust', suggestions: ['Cancel canagliflozin'] },
    },
    'pregabalin in twice the highest dose': {
      ...base,
      orders: [draft(PREGABALIN_300, taken(1, 'capsule', 2))],
      creatinine: [creatinine(2)],
      expect: {
        card: 'adjust',
        values: { short: 'at most 300 mg a day' },
        suggestions: ['Reduce to 150 mg twice daily', 'Cancel pregabalin'],
      },
    },
    'pregabalin in two orders: no one of them is the dose to change': {
      ...base,
      orders: [
        draft(PREGABALIN_300, taken(1, 'capsule', 2)),
        draft(PREGABALIN_300, { id: 'second', ...taken(1, 'capsule', 2) }),
      ],
      creatinine: [creatinine(2)],
      expect: [
        { card: 'adjust', values: { dose: 'Ordered: 1200 mg a day. ' } },
        { card: 'adjust', suggestions: ['Cancel pregabalin'] },
      ],
    },
    'pregabalin in a dose for which the sources state no lower one': {
      ...base,
      orders: [draft(PREGABALIN_300, taken(1, 'capsule', 1))],
      creatinine: [creatinine(3)],
      expect: {
        card: 'adjust',
        values: { short: 'at most 150 mg a day' },
        suggestions: ['Cancel pregabalin'],
      },
    },
    'enoxaparin in the dose of prophylaxis': {
      ...base,
      orders: [draft(ENOXAPARIN_40, taken(40, 'mg', 1))],
      creatinine: [creatinine(4)],
      expect: { card: 'adjust', suggestions: ['Reduce to 30 mg once daily', 'Cancel enoxaparin'] },
    },
    'the usual dose of co-trimoxazole': {
      ...base,
      orders: [draft('198335', taken(1, 'tablet', 2))],
      creatinine: [creatinine(3)],
      expect: {
        card: 'adjust',
        values: {
          short: 'half the usual dose',
          advice: '160 mg of trimethoprim',
          dose: 'Ordered: 320 mg a day. ',
        },
      },
    },
    'the usual dose of trimethoprim alone': {
      ...base,
      orders: [draft(TRIMETHOPRIM_100, taken(1, 'tablet', 2))],
      creatinine: [creatinine(3)],
      expect: {
        card: 'adjust',
        values: { advice: '50 mg every 12 hours', dose: 'Ordered: 200 mg a day. ' },
        suggestions: ['Cancel trimethoprim'],
      },
    },
    'more than half the usual dose of trimethoprim alone': {
      ...base,
      orders: [draft(TRIMETHOPRIM_100, taken(1.5, 'tablet', 1))],
      creatinine: [creatinine(3)],
      expect: { card: 'adjust', values: { dose: 'Ordered: 150 mg a day. ' } },
    },
    'gabapentin in two strengths, each within the limit': {
      ...base,
      orders: [
        draft(GABAPENTIN_300, taken(1, 'capsule', 2)),
        draft('310430', { id: 'second', ...taken(1, 'capsule', 2) }),
      ],
      creatinine: [creatinine(3)],
      expect: [
        { card: 'adjust', values: { dose: 'Ordered: 800 mg a day. ' } },
        { card: 'adjust', values: { dose: 'Ordered: 800 mg a day. ' } },
      ],
    },
    'enoxaparin above 1 mg/kg once daily by more than a tenth': {
      ...base,
      orders: [draft(ENOXAPARIN_80, taken(80, 'mg', 1))],
      creatinine: [creatinine(4)],
      expect: { card: 'adjust', suggestions: ['Cancel enoxaparin'] },
    },
    'enoxaparin below 1 mg/kg once daily by more than a tenth': {
      ...base,
      orders: [draft(ENOXAPARIN_80, taken(60, 'mg', 1))],
      creatinine: [creatinine(4)],
      expect: { card: 'adjust', suggestions: ['Cancel enoxaparin'] },
    },
    'the dose of prophylaxis, which is 1 mg/kg for this patient too': {
      ...base,
      orders: [draft(ENOXAPARIN_40, taken(40, 'mg', 1))],
      weight: [observation('29463-7', 44, 'kg')],
      creatinine: [creatinine(4)],
      expect: { card: 'adjust', suggestions: ['Reduce to 30 mg once daily', 'Cancel enoxaparin'] },
    },
    'enoxaparin of as many mg as the weight has pounds': {
      ...base,
      orders: [draft(ENOXAPARIN_80, taken(155, 'mg', 1))],
      weight: [observation('29463-7', 158.7, '[lb_av]')],
      creatinine: [creatinine(4)],
      expect: { card: 'adjust' },
    },
    'enoxaparin, 1 mg/kg in two doses': {
      ...base,
      orders: [draft(ENOXAPARIN_40, taken(36, 'mg', 2))],
      creatinine: [creatinine(4)],
      expect: { card: 'adjust' },
    },
    'enoxaparin in a dose of treatment': {
      ...base,
      orders: [draft(ENOXAPARIN_40, taken(80, 'mg', 2))],
      creatinine: [creatinine(4)],
      expect: { card: 'adjust', suggestions: ['Cancel enoxaparin'] },
    },
    'on dialysis, whatever the creatinine': {
      ...base,
      orders: [draft(IBUPROFEN)],
      conditions: [condition('265764009')],
      creatinine: [creatinine(1)],
      expect: { card: 'adjust', values: { kidney: 'kidney failure on file' } },
    },
  },
  gaps: {
    'creatinine unknown': {
      ...base,
      orders: [draft(IBUPROFEN)],
      expect: /creatinine|kidney function/,
    },
    'no creatinine on file': {
      ...base,
      orders: [draft(IBUPROFEN)],
      creatinine: [],
      expect: /the dose of ibuprofen by kidney function/,
    },
    'no weight on file': {
      ...base,
      weight: [],
      orders: [draft(IBUPROFEN)],
      creatinine: [creatinine(1)],
      expect: /the dose of ibuprofen by kidney function \(Actual body weight is missing\)/,
    },
    'creatinine without a unit': {
      ...base,
      orders: [draft(IBUPROFEN)],
      creatinine: [
        observation('2160-0', 1, 'mg/dL', '2026-02-03', { valueQuantity: { value: 1 } }),
      ],
      expect: /the dose of ibuprofen by kidney function/,
    },
    'creatinine older than a year': {
      ...base,
      orders: [draft(IBUPROFEN)],
      creatinine: [creatinine(1, 'mg/dL', '2025-02-28')],
      expect: /the dose of ibuprofen by kidney function/,
    },
    'a child': {
      ...base,
      patient: patient('2015-01-01', 'male'),
      orders: [draft(IBUPROFEN)],
      creatinine: [creatinine(1)],
      expect: /the dose of ibuprofen by kidney function/,
    },
    'conditions unknown, and the row asks for one': {
      patient: man,
      medications: [],
      weight: [weight],
      orders: [draft(RIVAROXABAN_20)],
      creatinine: [creatinine(2)],
      expect: /atrial fibrillation/,
    },
    'conditions unknown: dialysis cannot be excluded': {
      patient: man,
      medications: [],
      weight: [weight],
      orders: [draft(IBUPROFEN)],
      creatinine: [creatinine(1)],
      expect: /ibuprofen on dialysis/,
    },
  },
})
