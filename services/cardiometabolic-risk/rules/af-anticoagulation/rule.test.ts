import { bloodPressure, condition, medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const fibrillation = condition('49436004')
const hypertension = condition('38341003')
const diabetes = condition('44054006')
const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } }
const man = (birthDate: string) => patient(birthDate, 'male')
const icd = (code: string) =>
  condition('0', {
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] },
  })
const base = {
  patient: man('1970-01-01'),
  conditions: [fibrillation, hypertension, diabetes],
  medications: [],
  bloodPressure: [],
}

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'no atrial fibrillation': { ...base, conditions: [hypertension, diabetes] },
    'atrial fibrillation that is over': {
      ...base,
      conditions: [condition('49436004', resolved), hypertension, diabetes],
    },
    'no points': { ...base, conditions: [fibrillation] },
    'a woman with the point of her sex alone': {
      ...base,
      patient: patient('1970-01-01'),
      conditions: [fibrillation],
    },
    'a DOAC is taken': { ...base, medications: [medication('1364430')] },
    // Dalteparin, fondaparinux.
    ...Object.fromEntries(
      ['67109', '321208'].map((code) => [
        `the anticoagulant ${code} is taken`,
        { ...base, medications: [medication(code)] },
      ]),
    ),
    'warfarin is taken': { ...base, medications: [medication('11289')] },
    'palliative care': {
      ...base,
      conditions: [
        ...base.conditions,
        condition('0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z51.5' }] },
        }),
      ],
    },
    'a minor': { ...base, patient: man('2010-01-01') },
  },
  fires: {
    'mitral stenosis: no DOAC is offered': {
      ...base,
      conditions: [...base.conditions, icd('I05.0')],
      expect: { card: 'valve', values: { valve: 'mitral stenosis', score: 2 }, suggestions: [] },
    },
    'a valve prosthesis, and no points': {
      ...base,
      conditions: [fibrillation, icd('Z95.2')],
      expect: { card: 'valve', values: { valve: 'a valve prosthesis', points: 'none' } },
    },
    'a valve, and a medicine that may be for it': {
      ...base,
      conditions: [...base.conditions, icd('Z95.2')],
      medications: [medication('999999999')],
      expect: { card: 'unclear' },
    },
    'severe liver disease': {
      ...base,
      conditions: [...base.conditions, icd('I85.01')],
      expect: { card: 'specialist', suggestions: [] },
    },
    'a bleed in the head by injury': {
      ...base,
      conditions: [...base.conditions, icd('S06.5X0A')],
      expect: { card: 'specialist' },
    },
    'a man with two points': {
      ...base,
      expect: {
        card: 'recommended',
        values: { score: 2, rate: 2.2, points: 'hypertension 1, diabetes 1', bleeding: '' },
        suggestions: ['Order apixaban'],
      },
    },
    'a woman with two points and that of her sex': {
      ...base,
      patient: patient('1970-01-01'),
      expect: { card: 'recommended', values: { score: 3 } },
    },
    'no DOAC is offered in pregnancy': {
      ...base,
      patient: patient('1990-01-01'),
      conditions: [...base.conditions, condition('77386006')],
      expect: { card: 'specialist', values: { why: 'Pregnancy is on file' }, suggestions: [] },
    },
    'a man with one point': {
      ...base,
      conditions: [fibrillation, hypertension],
      expect: { card: 'reasonable', values: { score: 1 } },
    },
    'a woman with one point and that of her sex': {
      ...base,
      patient: patient('1970-01-01'),
      conditions: [fibrillation, hypertension],
      expect: { card: 'reasonable', values: { score: 2 } },
    },
    'on the 65th birthday': {
      ...base,
      patient: man('1961-03-01'),
      conditions: [fibrillation],
      expect: { card: 'reasonable', values: { points: 'age 1' } },
    },
    'on the 75th birthday': {
      ...base,
      patient: man('1951-03-01'),
      conditions: [fibrillation],
      expect: { card: 'recommended', values: { points: 'age 2' } },
    },
    'an anticoagulant that was stopped': {
      ...base,
      medications: [medication('1364430', { status: 'stopped' })],
      expect: { card: 'recommended' },
    },
    'aspirin in its place, and a high pressure': {
      ...base,
      medications: [medication('1191')],
      bloodPressure: [bloodPressure(161, 90)],
      expect: {
        card: 'recommended',
        values: {
          aspirin: ' Aspirin in its place does harm (class 3).',
          bleeding: 'systolic pressure 161 mmHg (2026-02-03), aspirin',
        },
      },
    },
    'a gel on the skin is no factor of bleeding': {
      ...base,
      // Ibuprofen topical gel.
      medications: [medication('141997')],
      expect: { card: 'recommended', values: { bleeding: '' } },
    },
    'a medicine that nobody can identify may be one': {
      ...base,
      medications: [medication('999999999')],
      expect: {
        card: 'unclear',
        values: { choice: 'A DOAC comes before warfarin' },
        suggestions: [],
      },
    },
    'a bleed in the head long ago': {
      ...base,
      conditions: [...base.conditions, condition('274100004', resolved)],
      expect: { card: 'specialist', values: { why: 'A bleed in the head is on file', mend: '' } },
    },
    'a bleed in the head, and what can be mended': {
      ...base,
      conditions: [
        ...base.conditions,
        condition('274100004', resolved),
        condition('7200002'),
        condition('74474003', resolved),
      ],
      medications: [medication('1191'), medication('5640')],
      bloodPressure: [bloodPressure(161, 90)],
      expect: {
        card: 'specialist',
        values: {
          mend: ' What raises the risk of bleeding can be mended: systolic pressure 161 mmHg (2026-02-03), aspirin, ibuprofen, alcohol use disorder.',
        },
        suggestions: [],
      },
    },
    'alcohol use disorder that is over, and an earlier bleed of the gut': {
      ...base,
      conditions: [
        ...base.conditions,
        condition('7200002', resolved),
        condition('74474003', resolved),
      ],
      expect: { card: 'recommended', values: { bleeding: ' An earlier bleed is on file.' } },
    },
    'an entry of pregnancy of another time': {
      ...base,
      patient: patient('1990-01-01'),
      conditions: [...base.conditions, condition('77386006', { onsetDateTime: '2025-05-01' })],
      expect: { card: 'recommended' },
    },
    'a bleed in the head, a pregnancy and a medicine that nobody can identify': {
      ...base,
      patient: patient('1990-01-01'),
      conditions: [...base.conditions, condition('77386006'), condition('274100004', resolved)],
      medications: [medication('999999999')],
      expect: {
        card: 'specialist',
        values: {
          why: 'A bleed in the head is on file: whether to anticoagulate is for a specialist. Pregnancy is on file: DOACs are not recommended and warfarin is contraindicated, low molecular weight heparin is for a specialist. 999999999 could not be identified; no other current medicine is an anticoagulant.',
        },
        suggestions: [],
      },
    },
  },
})
