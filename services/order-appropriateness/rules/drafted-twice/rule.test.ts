import { patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const LOINC = 'http://loinc.org'
const CPT = 'http://www.ama-assn.org/go/cpt'
const order = (id: string, code: string, text: string, more: object = {}, system = LOINC) => ({
  resourceType: 'ServiceRequest',
  id,
  status: 'draft',
  intent: 'order',
  code: { coding: [{ system, code }], text },
  ...more,
})
const hba1c = (id: string, more: object = {}) => order(id, '4548-4', 'HbA1c', more)
const base = { patient: patient('1970-05-01') }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'one order': { ...base, orders: [hba1c('a')] },
    'two tests': { ...base, orders: [hba1c('a'), order('b', '3016-3', 'TSH')] },
    'at other times': {
      ...base,
      orders: [hba1c('a'), hba1c('b', { occurrenceDateTime: '2026-06-01' })],
    },
    'two sets of a blood culture': {
      ...base,
      orders: [
        order('a', '87040', 'Blood culture', {}, CPT),
        order('b', '87040', 'Blood culture', {}, CPT),
      ],
    },
    'biopsies of two places': {
      ...base,
      orders: [
        order('a', '88305', 'Tissue exam', {}, CPT),
        order('b', '88305', 'Tissue exam', {}, CPT),
      ],
    },
    'cultures of two wounds': {
      ...base,
      orders: [order('a', '87070', 'Wound', {}, CPT), order('b', '87070', 'Wound', {}, CPT)],
    },
    'cultures for mycobacteria': {
      ...base,
      orders: [order('a', '87116', 'Sputum', {}, CPT), order('b', '87116', 'Sputum', {}, CPT)],
    },
    'cultures by LOINC, known by their words': {
      ...base,
      orders: [order('a', '6462-6', 'Wound culture'), order('b', '6462-6', 'Wound culture')],
    },
    'pathology by LOINC, known by its words': {
      ...base,
      orders: [
        order('a', '11529-5', 'Surgical pathology'),
        order('b', '11529-5', 'Surgical pathology'),
      ],
    },
    'of two specimens': {
      ...base,
      orders: [
        order('a', '2888-6', 'Protein', { specimen: [{ reference: 'Specimen/left' }] }),
        order('b', '2888-6', 'Protein', { specimen: [{ reference: 'Specimen/right' }] }),
      ],
    },
    'of two places of the body': {
      ...base,
      orders: [
        order('a', '87798', 'Swab PCR', { bodySite: [{ text: 'left eye' }] }, CPT),
        order('b', '87798', 'Swab PCR', { bodySite: [{ text: 'right eye' }] }, CPT),
      ],
    },
    'a panel and a test of another specimen': {
      ...base,
      orders: [
        order('a', '24323-8', 'Comprehensive metabolic panel'),
        order('b', '2160-0', 'Creatinine', { specimen: [{ reference: 'Specimen/line' }] }),
      ],
    },
    'the panel is selected, and held tests are at another time': {
      ...base,
      hook: 'order-select',
      context: { selections: ['ServiceRequest/a'] },
      orders: [
        order('a', '24323-8', 'Comprehensive metabolic panel'),
        order('b', '2160-0', 'Creatinine', { occurrenceDateTime: '2026-06-01' }),
      ],
    },
    'two sets of a blood culture by LOINC, without words': {
      ...base,
      orders: [order('a', '600-7', ''), order('b', '600-7', '')],
    },
    'one of the two is not to be done': {
      ...base,
      orders: [hba1c('a'), hba1c('b', { doNotPerform: true })],
    },
    'imaging of both sides': {
      ...base,
      orders: [
        order('a', '73562', 'X-ray knee left', {}, CPT),
        order('b', '73562', 'X-ray knee right', {}, CPT),
      ],
    },
    'two panels that share a test': {
      ...base,
      orders: [
        order('a', '24325-3', 'Hepatic function panel'),
        order('b', '24323-8', 'Comprehensive metabolic panel'),
      ],
    },
    'neither is selected': {
      ...base,
      hook: 'order-select',
      context: { selections: ['ServiceRequest/c'] },
      orders: [hba1c('a'), hba1c('b'), order('c', '3016-3', 'TSH')],
    },
  },
  fires: {
    'the same code twice': {
      ...base,
      orders: [hba1c('a'), hba1c('b')],
      expect: { card: 'twice', values: { test: 'HbA1c' }, suggestions: ['Cancel HbA1c'] },
    },
    'any test, when signing': {
      ...base,
      hook: 'order-sign',
      orders: [order('a', '3016-3', 'TSH'), order('b', '3016-3', 'TSH')],
      expect: { card: 'twice', values: { test: 'TSH' } },
    },
    'by LOINC and by CPT': {
      ...base,
      orders: [hba1c('a'), order('b', '83036', 'A1c', {}, CPT)],
      expect: { card: 'twice', values: { test: 'A1c' } },
    },
    'three times': {
      ...base,
      orders: [hba1c('a'), hba1c('b'), hba1c('c')],
      expect: [{ card: 'twice' }, { card: 'twice' }],
    },
    'only the first is selected': {
      ...base,
      hook: 'order-select',
      context: { selections: ['ServiceRequest/a'] },
      orders: [hba1c('a'), hba1c('b')],
      expect: { card: 'twice', suggestions: ['Cancel HbA1c'] },
    },
    'only the first of three is selected': {
      ...base,
      hook: 'order-select',
      context: { selections: ['ServiceRequest/a'] },
      orders: [hba1c('a'), hba1c('b'), hba1c('c')],
      expect: [{ card: 'twice' }, { card: 'twice' }],
    },
    'only the last is selected': {
      ...base,
      hook: 'order-select',
      context: { selections: ['ServiceRequest/c'] },
      orders: [hba1c('a'), hba1c('b'), hba1c('c')],
      expect: { card: 'twice', suggestions: ['Cancel HbA1c'] },
    },
    'the same specimen': {
      ...base,
      orders: [
        hba1c('a', { specimen: [{ reference: 'Specimen/one' }] }),
        hba1c('b', { specimen: [{ reference: 'Specimen/one' }] }),
      ],
      expect: { card: 'twice' },
    },
    'two of a test, and a panel that brings it along': {
      ...base,
      orders: [
        order('a', '2160-0', 'Creatinine in serum'),
        order('b', '2160-0', 'Creatinine in serum'),
        order('c', '24323-8', 'Comprehensive metabolic panel'),
      ],
      expect: [{ card: 'held' }, { card: 'held' }],
    },
    'of two panels the first is named': {
      ...base,
      orders: [
        order('a', '24321-2', 'Basic metabolic panel'),
        order('b', '24323-8', 'Comprehensive metabolic panel'),
        order('c', '2160-0', 'Creatinine in serum'),
      ],
      expect: { card: 'held', values: { panel: 'Basic metabolic panel' } },
    },
    'of two panels the one that is selected is named': {
      ...base,
      hook: 'order-select',
      context: { selections: ['ServiceRequest/c'] },
      orders: [
        order('a', '24321-2', 'Basic metabolic panel'),
        order('b', '2160-0', 'Creatinine in serum'),
        order('c', '24323-8', 'Comprehensive metabolic panel'),
      ],
      expect: { card: 'held', values: { panel: 'Comprehensive metabolic panel' } },
    },
    'no words': {
      ...base,
      orders: [
        order('a', '3016-3', 'TSH'),
        { ...order('b', '3016-3', ''), code: { coding: [{ system: LOINC, code: '3016-3' }] } },
      ],
      expect: { card: 'twice', values: { test: 'A laboratory test' } },
    },
    'a test that a panel brings along': {
      ...base,
      orders: [
        order('a', '24323-8', 'Comprehensive metabolic panel'),
        order('b', '2160-0', 'Creatinine in serum'),
      ],
      expect: {
        card: 'held',
        values: { test: 'Creatinine', panel: 'Comprehensive metabolic panel' },
        suggestions: ['Cancel Creatinine'],
      },
    },
  },
})
