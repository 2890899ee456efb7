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
