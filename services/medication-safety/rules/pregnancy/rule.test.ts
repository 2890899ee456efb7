import { condition, medication, observation, patient, serviceRequest, testRule } from '#cds/testing'
import rule from './rule.ts'

const LISINOPRIL = '29046'
const ATORVASTATIN = '83367'
const IBUPROFEN = '5640'
const ISOTRETINOIN = '6064'
const VALPROATE = '40254'
const APIXABAN = '1364430'
const METFORMIN = '6809'
const TOPIRAMATE = '38404'

const woman = patient('1995-03-01')
const draft = (code: string) => medication(code, { id: 'order', status: 'draft' })
const pregnant = condition('77386006')
const base = { patient: woman, conditions: [pregnant], pregnancy: [], tests: [] }
const due = (date: string) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '11778-8' }] },
  effectiveDateTime: '2026-02-01',
  valueDateTime: date,
})
const test = (snomed: string, date: string) => ({
  ...observation('2106-3', 0, '1', date),
  valueQuantity: undefined,
  valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: snomed }] },
})
const NEGATIVE = '260385009'
const POSITIVE = '10828004'

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'not pregnant': { ...base, conditions: [], orders: [draft(LISINOPRIL)] },
    'a medicine that is not in the table': { ...base, orders: [draft(METFORMIN)] },
    'a row that nothing confirms': { ...base, orders: [draft(TOPIRAMATE)] },
    'a man': {
      ...base,
      patient: patient('1990-01-01', 'male'),
      conditions: [],
      orders: [draft(ISOTRETINOIN)],
    },
    'a pregnancy of two years ago that nobody closed': {
      ...base,
      conditions: [condition('77386006', { onsetDateTime: '2024-02-01' })],
      orders: [draft(LISINOPRIL)],
    },
    'an NSAID in week 19': { ...base, pregnancy: [due('2026-07-20')], orders: [draft(IBUPROFEN)] },
    'isotretinoin, 11 years': {
      ...base,
      conditions: [],
      patient: patient('2014-03-02'),
      orders: [draft(ISOTRETINOIN)],
    },
    'isotretinoin, 56 years': {
      ...base,
      conditions: [],
      patient: patient('1970-03-01'),
      orders: [draft(ISOTRETINOIN)],
    },
    'isotretinoin after a negative test of 30 days ago': {
      ...base,
      conditions: [],
      pregnancy: [test(NEGATIVE, '2026-01-30')],
      orders: [draft(ISOTRETINOIN)],
    },
    'isotretinoin with a pregnancy test on order': {
      ...base,
      conditions: [],
      tests: [serviceRequest('2106-3')],
      orders: [draft(ISOTRETINOIN)],
    },
    'isotretinoin with a pregnancy test by CPT code': {
      ...base,
      conditions: [],
      orders: [
        draft(ISOTRETINOIN),
        serviceRequest('81025', { status: 'draft' }, 'http://www.ama-assn.org/go/cpt'),
      ],
    },
    'isotretinoin with a pregnancy test in the same session': {
      ...base,
      conditions: [],
      orders: [draft(ISOTRETINOIN), serviceRequest('2106-3', { status: 'draft' })],
    },
  },
  fires: {
    // An administrative sex says nothing against a pregnancy that is on file.
    'a pregnancy on file where the administrative sex is male': {
      ...base,
      patient: patient('1995-03-01', 'male'),
      orders: [draft(LISINOPRIL)],
      expect: { card: 'contraindicated' },
    },
    'an ACE inhibitor': {
      ...base,
      orders: [draft(LISINOPRIL)],
      expect: {
        card: 'contraindicated',
        values: { order: 'lisinopril', evidence: 'pregnancy is on the problem list, week unknown' },
        suggestions: ['Cancel lisinopril'],
      },
    },
    'an ACE inhibitor for hypertension: labetalol': {
      ...base,
      conditions: [pregnant, condition('38341003')],
      orders: [draft(LISINOPRIL)],
      expect: {
        card: 'contraindicated',
        suggestions: ['Replace lisinopril by labetalol', 'Cancel lisinopril'],
      },
    },
    'a positive test alone': {
      ...base,
      conditions: [],
      pregnancy: [test(POSITIVE, '2026-02-20')],
      orders: [draft(LISINOPRIL)],
      expect: {
        card: 'contraindicated',
        values: { evidence: 'positive pregnancy test 2026-02-20, week unknown' },
      },
    },
    'an NSAID in week 20': {
      ...base,
      pregnancy: [due('2026-07-19')],
      orders: [draft(IBUPROFEN)],
      expect: { card: 'avoid', values: { evidence: 'week 20' } },
    },
    'an NSAID in week 30': {
      ...base,
      pregnancy: [due('2026-05-10')],
      orders: [draft(IBUPROFEN)],
      expect: { card: 'contraindicated', values: { evidence: 'week 30' } },
    },
    'an NSAID in a week unknown': {
      ...base,
      orders: [draft(IBUPROFEN)],
      expect: { card: 'avoid' },
    },
    'a DOAC': { ...base, orders: [draft(APIXABAN)], expect: { card: 'avoid' } },
    'a statin': { ...base, orders: [draft(ATORVASTATIN)], expect: { card: 'note' } },
    valproate: { ...base, orders: [draft(VALPROATE)], expect: { card: 'avoid' } },
    'valproate with migraine': {
      ...base,
      conditions: [pregnant, condition('37796009')],
      orders: [draft(VALPROATE)],
      expect: { card: 'contraindicated' },
    },
    'a patient of unknown sex who is pregnant': {
      ...base,
      patient: { ...woman, gender: 'unknown' },
      orders: [draft(LISINOPRIL)],
      expect: { card: 'contraindicated' },
    },
    'isotretinoin, 12 years, no test': {
      ...base,
      conditions: [],
      patient: patient('2014-03-01'),
      orders: [draft(ISOTRETINOIN)],
      expect: {
        card: 'childbearing',
        suggestions: ['Order a pregnancy test', 'Cancel isotretinoin'],
      },
    },
    'isotretinoin after a preliminary test': {
      ...base,
      conditions: [],
      pregnancy: [{ ...test(NEGATIVE, '2026-02-20'), status: 'preliminary' }],
      orders: [draft(ISOTRETINOIN)],
      expect: { card: 'childbearing' },
    },
    'isotretinoin after a negative test of 31 days ago': {
      ...base,
      conditions: [],
      pregnancy: [test(NEGATIVE, '2026-01-29')],
      orders: [draft(ISOTRETINOIN)],
      expect: { card: 'childbearing' },
    },
  },
  gaps: {
    'tests unknown, nothing on the problem list': {
      patient: woman,
      conditions: [],
      orders: [draft(LISINOPRIL)],
      expect: /pregnancy tests and due date/,
    },
    'conditions unknown': {
      patient: woman,
      pregnancy: [],
      orders: [draft(LISINOPRIL)],
      expect: /conditions/,
    },
  },
})
