import { condition, medication, partial, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

// Ingredient codes; products are resolved before rules see them.
const WARFARIN = '11289'
const IBUPROFEN = '5640'
const CLOPIDOGREL = '32968'
const OMEPRAZOLE = '7646'
const PANTOPRAZOLE = '40790'
const SILDENAFIL = '136411'
const NITROGLYCERIN = '4917'
const SIMVASTATIN = '36567'
const SIMVASTATIN_40 = '198211'
const AMLODIPINE = '17767'
const CLARITHROMYCIN = '21212'
const LISINOPRIL = '29046'
const ALISKIREN = '325646'
const COLCHICINE = '2683'
const HYDROCHLOROTHIAZIDE = '5487'
const SERTRALINE = '36437'
const LEVOTHYROXINE = '10582'
const CALCIUM = '1897'
const SACUBITRIL = '1656328'
const METHOTREXATE = '6851'
// Methotrexate 2.5 mg tablet below, and an injection of 25 mg/mL.
const METHOTREXATE_INJECTION = '1946772'
const METHOTREXATE_TABLET = '105585'
const APIXABAN_5 = '1364445'
const KETOCONAZOLE = '6135'
const UNKNOWN = '999999999'

const adult = patient('1970-05-01')
const draft = (code: string, more: object = {}) =>
  medication(code, { id: 'order', status: 'draft', ...more })
const base = { patient: adult, medications: [], conditions: [], endedMedications: [] }
const daily = (value: number, unit: string) => ({
  dosageInstruction: [
    {
      doseAndRate: [{ doseQuantity: { value, unit } }],
      timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } },
    },
  ],
})
const twice = {
  dosageInstruction: [
    {
      doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
      timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' as const } },
    },
  ],
}
const ended = (code: string, end: string) =>
  medication(code, { status: 'stopped', dispenseRequest: { validityPeriod: { end } } })

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'no pair': { ...base, orders: [draft(LISINOPRIL)], medications: [medication(SIMVASTATIN)] },
    'the order takes the place of the other medicine': {
      ...base,
      orders: [draft('52175', { priorPrescription: { reference: 'MedicationRequest/old' } })],
      medications: [medication(LISINOPRIL, { id: 'old' })],
    },
    'the other medicine is stopped': {
      ...base,
      orders: [draft(WARFARIN)],
      medications: [medication(IBUPROFEN, { status: 'stopped' })],
    },
    'the other medicine is a plan': {
      ...base,
      orders: [draft(WARFARIN)],
      medications: [medication(IBUPROFEN, { intent: 'plan' })],
    },
    'the other medicine was entered in error': {
      ...base,
      orders: [draft(WARFARIN)],
      medications: [medication(IBUPROFEN, { status: 'entered-in-error' })],
    },
    'a pair of the ONC list, which has its own rule': {
      ...base,
      orders: [draft(CLARITHROMYCIN)],
      medications: [medication(SIMVASTATIN)],
    },
    'the dose is within the limit': {
      ...base,
      orders: [draft(AMLODIPINE)],
      medications: [medication(SIMVASTATIN_40, daily(0.5, 'tablet'))],
    },
    'methotrexate by mouth with a proton pump inhibitor': {
      ...base,
      orders: [draft(OMEPRAZOLE)],
      medications: [medication(METHOTREXATE_TABLET)],
    },
    'three days after an ACE inhibitor': {
      ...base,
      orders: [draft(SACUBITRIL)],
      endedMedications: [ended(LISINOPRIL, '2026-02-26')],
    },
    'an ended medicine that has no wash-out': {
      ...base,
      orders: [draft(IBUPROFEN)],
      endedMedications: [ended(WARFARIN, '2026-02-28')],
    },
  },
  fires: {
    'the order replaces another one, whose version has the same number': {
      ...base,
      orders: [
        draft(WARFARIN, { priorPrescription: { reference: 'MedicationRequest/9/_history/2' } }),
      ],
      medications: [medication(IBUPROFEN, { id: '2' })],
      expect: { card: 'care' },
    },
    'warfarin and ibuprofen, with acetaminophen to take its place': {
      ...base,
      orders: [draft(IBUPROFEN)],
      medications: [medication(WARFARIN)],
      expect: {
        card: 'care',
        values: { order: 'ibuprofen', other: 'warfarin', short: 'a major interaction' },
        suggestions: ['Replace ibuprofen by acetaminophen', 'Cancel ibuprofen'],
      },
    },
    'the same the other way about: only warfarin can be cancelled': {
      ...base,
      orders: [draft(WARFARIN)],
      medications: [medication(IBUPROFEN)],
      expect: { card: 'care', suggestions: ['Cancel warfarin'] },
    },
    'two orders of one session': {
      ...base,
      orders: [draft(CLOPIDOGREL), draft(OMEPRAZOLE, { id: 'other' })],
      expect: { card: 'care', values: { where: 'another order of this session' } },
    },
    'clopidogrel and omeprazole: pantoprazole instead': {
      ...base,
      orders: [draft(OMEPRAZOLE)],
      medications: [medication(CLOPIDOGREL)],
      expect: {
        card: 'care',
        suggestions: ['Replace omeprazole by pantoprazole', 'Cancel omeprazole'],
      },
    },
    'sildenafil and a nitrate': {
      ...base,
      orders: [draft(SILDENAFIL)],
      medications: [medication(NITROGLYCERIN)],
      expect: { card: 'contraindicated', values: { other: 'nitroglycerin' } },
    },
    // Isosorbide dinitrate and mononitrate, and an ointment for the skin that is meant for the heart.
    ...Object.fromEntries(
      ['6058', '28004', '317110', '207273'].map((code) => [
        `sildenafil and the nitrate ${code}`,
        {
          ...base,
          orders: [draft(SILDENAFIL)],
          medications: [medication(code)],
          expect: { card: 'contraindicated' as const },
        },
      ]),
    ),
    'methadone and clarithromycin: breathing, beside the QT of the ONC list': {
      ...base,
      orders: [draft(CLARITHROMYCIN)],
      medications: [medication('6813')],
      expect: { card: 'care', values: { advice: 'fatal respiratory depression' } },
    },
    'sacubitril in place of an ACE inhibitor: 36 hours apart': {
      ...base,
      orders: [draft(SACUBITRIL, { priorPrescription: { reference: 'MedicationRequest/old' } })],
      medications: [medication(LISINOPRIL, { id: 'old' })],
      expect: { card: 'contraindicated' },
    },
    'of two orders the one with a substitute is replaced': {
      ...base,
      orders: [draft(WARFARIN), draft(IBUPROFEN, { id: 'second' })],
      expect: {
        card: 'care',
        suggestions: ['Replace ibuprofen by acetaminophen', 'Cancel ibuprofen'],
      },
    },
    'a nitrate ointment beside sildenafil': {
      ...base,
      orders: [draft('207273')],
      medications: [medication(SILDENAFIL)],
      expect: { card: 'contraindicated' },
    },
    'the dose is above the limit': {
      ...base,
      orders: [draft(AMLODIPINE)],
      medications: [medication(SIMVASTATIN_40, daily(1, 'tablet'))],
      expect: {
        card: 'care',
        values: { short: 'simvastatin at most 20 mg a day (now 40)' },
        suggestions: ['Cancel amlodipine'],
      },
    },
    'the order is the one with the limit': {
      ...base,
      orders: [draft(SIMVASTATIN_40, daily(1, 'tablet'))],
      medications: [medication(AMLODIPINE)],
      expect: {
        card: 'care',
        suggestions: ['Reduce to 20 mg once daily in the evening', 'Cancel simvastatin'],
      },
    },
    'the other order of the session is the one with the limit': {
      ...base,
      orders: [
        draft(AMLODIPINE),
        medication(SIMVASTATIN_40, { id: 'second', status: 'draft', ...daily(1, 'tablet') }),
      ],
      expect: {
        card: 'care',
        suggestions: ['Reduce to 20 mg once daily in the evening', 'Cancel simvastatin'],
      },
    },
    'a start dose and a highest one': {
      ...base,
      orders: [draft('859751', daily(1, 'tablet'))],
      medications: [medication('343047')],
      expect: {
        card: 'care',
        suggestions: [
          'Reduce to 5 mg once daily',
          'Reduce to 10 mg once daily',
          'Cancel rosuvastatin',
        ],
      },
    },
    'a dose that is to be halved': {
      ...base,
      orders: [draft('197606', daily(1, 'tablet'))],
      medications: [medication('703')],
      expect: { card: 'care', suggestions: ['Reduce to 0.125 mg once daily', 'Cancel digoxin'] },
    },
    'the half of a dose is not halved again': {
      ...base,
      orders: [draft('197604', daily(1, 'tablet'))],
      medications: [medication('703')],
      expect: { card: 'care', suggestions: ['Cancel digoxin'] },
    },
    'half of apixaban, where no atrial fibrillation is on file': {
      ...base,
      orders: [draft(APIXABAN_5, twice)],
      medications: [medication(KETOCONAZOLE)],
      expect: { card: 'care', suggestions: ['Reduce to 2.5 mg twice daily', 'Cancel apixaban'] },
    },
    'the same, where fibrillation has been ruled out': {
      ...base,
      orders: [draft(APIXABAN_5, twice)],
      medications: [medication(KETOCONAZOLE)],
      conditions: [
        condition('49436004', { verificationStatus: { coding: [{ code: 'refuted' }] } }),
      ],
      expect: { card: 'care', suggestions: ['Reduce to 2.5 mg twice daily', 'Cancel apixaban'] },
    },
    'in atrial fibrillation the half may be the dose with which it is to be avoided': {
      ...base,
      orders: [draft(APIXABAN_5, twice)],
      medications: [medication(KETOCONAZOLE)],
      conditions: [condition('49436004')],
      expect: { card: 'care', suggestions: ['Cancel apixaban'] },
    },
    'so it may after fibrillation that has passed': {
      ...base,
      orders: [draft(APIXABAN_5, twice)],
      medications: [medication(KETOCONAZOLE)],
      conditions: [condition('49436004', { clinicalStatus: { coding: [{ code: 'resolved' }] } })],
      expect: { card: 'care', suggestions: ['Cancel apixaban'] },
    },
    'so it may where conditions are unknown': {
      ...base,
      orders: [draft(APIXABAN_5, twice)],
      medications: [medication(KETOCONAZOLE)],
      conditions: undefined,
      expect: { card: 'care', suggestions: ['Cancel apixaban'] },
    },
    'and where there are more of them': {
      ...base,
      orders: [draft(APIXABAN_5, twice)],
      medications: [medication(KETOCONAZOLE)],
      conditions: partial([condition('44054006')]),
      expect: { card: 'care', suggestions: ['Cancel apixaban'] },
    },
    'two orders of one session: either can go': {
      ...base,
      orders: [draft(WARFARIN), draft('10180', { id: 'second' })],
      expect: { card: 'care', suggestions: ['Cancel warfarin', 'Cancel sulfamethoxazole'] },
    },
    'a dose of which no half is stated': {
      ...base,
      orders: [draft('197606', daily(2, 'tablet'))],
      medications: [medication('703')],
      expect: { card: 'care', suggestions: ['Cancel digoxin'] },
    },
    'the limited dose is not known': {
      ...base,
      orders: [draft(SIMVASTATIN)],
      medications: [medication(AMLODIPINE)],
      expect: {
        card: 'care',
        values: { short: 'simvastatin at most 20 mg a day (dose unknown)' },
      },
    },
    'aliskiren and an ACE inhibitor without diabetes': {
      ...base,
      orders: [draft(ALISKIREN)],
      medications: [medication(LISINOPRIL)],
      expect: { card: 'care' },
    },
    'aliskiren and an ACE inhibitor in diabetes': {
      ...base,
      orders: [draft(ALISKIREN)],
      medications: [medication(LISINOPRIL)],
      conditions: [condition('44054006')],
      expect: {
        card: 'contraindicated',
        values: { because: 'For this patient: diabetes is on file. ' },
      },
    },
    'diabetes that has been ruled out': {
      ...base,
      orders: [draft(ALISKIREN)],
      medications: [medication(LISINOPRIL)],
      conditions: [
        condition('44054006', { verificationStatus: { coding: [{ code: 'refuted' }] } }),
      ],
      expect: { card: 'care' },
    },
    'colchicine and clarithromycin in kidney disease': {
      ...base,
      orders: [draft(CLARITHROMYCIN)],
      medications: [medication(COLCHICINE)],
      conditions: [condition('700379002')],
      expect: { card: 'contraindicated' },
    },
    'an ACE inhibitor and ibuprofen beside a diuretic': {
      ...base,
      orders: [draft(IBUPROFEN)],
      medications: [medication(LISINOPRIL), medication(HYDROCHLOROTHIAZIDE)],
      expect: { card: 'care', values: { other: 'lisinopril' } },
    },
    'an ACE inhibitor and ibuprofen alone': {
      ...base,
      orders: [draft(IBUPROFEN)],
      medications: [medication(LISINOPRIL)],
      expect: { card: 'notes', values: { pairs: 'ibuprofen with lisinopril' } },
    },
    'warfarin and sertraline below 65': {
      ...base,
      orders: [draft(SERTRALINE)],
      medications: [medication(WARFARIN)],
      expect: { card: 'notes' },
    },
    'warfarin and sertraline on the 65th birthday': {
      ...base,
      patient: patient('1961-03-01'),
      orders: [draft(SERTRALINE)],
      medications: [medication(WARFARIN)],
      expect: { card: 'care', values: { because: 'For this patient: 65 years or older. ' } },
    },
    'warfarin and sertraline on the day before it': {
      ...base,
      patient: patient('1961-03-02'),
      orders: [draft(SERTRALINE)],
      medications: [medication(WARFARIN)],
      expect: { card: 'notes' },
    },
    'lesser ones are told in one card': {
      ...base,
      orders: [draft(LEVOTHYROXINE), draft(SERTRALINE, { id: 'other' })],
      medications: [medication(CALCIUM), medication(IBUPROFEN)],
      expect: {
        card: 'notes',
        values: { pairs: 'levothyroxine with calcium carbonate; sertraline with ibuprofen' },
      },
    },
    'methotrexate as an injection with a proton pump inhibitor': {
      ...base,
      orders: [draft(PANTOPRAZOLE)],
      medications: [medication(METHOTREXATE_INJECTION)],
      expect: { card: 'care' },
    },
    'methotrexate by a route unknown': {
      ...base,
      orders: [draft(PANTOPRAZOLE)],
      medications: [medication(METHOTREXATE)],
      expect: { card: 'care' },
    },
    'two days after an ACE inhibitor': {
      ...base,
      orders: [draft(SACUBITRIL)],
      endedMedications: [ended(LISINOPRIL, '2026-02-27')],
      expect: { card: 'contraindicated', values: { where: 'ended 2026-02-27' } },
    },
  },
  gaps: {
    'current medicines unknown': {
      patient: adult,
      conditions: [],
      endedMedications: [],
      orders: [draft(WARFARIN)],
      expect: /medications/,
    },
    'a current medicine that nobody can identify': {
      ...base,
      orders: [draft(WARFARIN)],
      medications: [medication(UNKNOWN)],
      expect: /drug interactions with/,
    },
    'ended medicines unknown, where they count': {
      patient: adult,
      conditions: [],
      medications: [],
      orders: [draft(SACUBITRIL)],
      expect: /have just ended/,
    },
    'conditions unknown, where they make it worse': {
      patient: adult,
      endedMedications: [],
      orders: [draft(ALISKIREN)],
      medications: [medication(LISINOPRIL)],
      expect: /how severe an interaction is: diabetes is on file, or not/,
    },
  },
})
