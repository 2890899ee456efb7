import { condition, observation, partial, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const diabetes = condition('44054006')
const steatosis = condition('197321007')
const prediabetes = condition('714628002')
const obesity = condition('414916001')
const hypertension = condition('38341003')
const ast = (value: number, date = '2026-02-01', unit = 'U/L') =>
  observation('1920-8', value, unit, date)
const alt = (value: number, date = '2026-02-01') => observation('1742-6', value, 'U/L', date)
const platelets = (value: number, date = '2026-02-01', unit = '10*9/L') =>
  observation('777-3', value, unit, date)
const request = (system: string, code: string, status = 'active') => ({
  resourceType: 'ServiceRequest',
  id: `request-${code}`,
  status,
  intent: 'order',
  authoredOn: '2026-02-01',
  code: { coding: [{ system, code }] },
})
const CPT = 'http://www.ama-assn.org/go/cpt'
const base = {
  patient: patient('1966-03-01'),
  conditions: [diabetes],
  procedures: [],
  referrals: [],
}
const { procedures: _procedures, ...withoutProcedures } = base
const { referrals: _referrals, ...withoutRequests } = base
const DONE = 'hether elastography was done'
const ORDERED = 'hether elastography, a test or a referral is ordered'
// 60 years, AST 50 and ALT 25: FIB-4 is 600 / platelets.
const enzymes = { transaminases: [ast(50), alt(25)] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'FIB-4 below 1.3': { ...base, ...enzymes, platelets: [platelets(470)] },
    'from 65 years the lower bound is 2.0': {
      ...base,
      patient: patient('1961-03-01'),
      transaminases: [ast(50), alt(25)],
      platelets: [platelets(330)],
    },
    'above 2.67, and a referral to hepatology is on file': {
      ...base,
      ...enzymes,
      platelets: [platelets(220)],
      referrals: [{ ...request(CPT, '0'), code: { text: 'Referral to Hepatology' } }],
    },
    'the tests are ordered as panels': {
      ...base,
      transaminases: [],
      platelets: [],
      referrals: [request('http://loinc.org', '24325-3'), request(CPT, '85027')],
    },
    'no metabolic disease on file': {
      ...base,
      conditions: [],
      ...enzymes,
      platelets: [platelets(100)],
    },
    'obesity without another risk': {
      ...base,
      conditions: [obesity],
      ...enzymes,
      platelets: [platelets(100)],
    },
    'below 35 years': {
      ...base,
      patient: patient('1991-03-02'),
      ...enzymes,
      platelets: [platelets(100)],
    },
    'cirrhosis is on file': {
      ...base,
      conditions: [diabetes, condition('19943007')],
      ...enzymes,
      platelets: [platelets(100)],
    },
    pregnant: {
      ...base,
      conditions: [diabetes, condition('77386006')],
      ...enzymes,
      platelets: [platelets(100)],
    },
    'elastography was done': {
      ...base,
      ...enzymes,
      platelets: [platelets(300)],
      procedures: [
        {
          resourceType: 'Procedure',
          status: 'completed',
          performedDateTime: '2025-02-01',
          code: { coding: [{ system: CPT, code: '91200' }] },
        },
      ],
    },
    'elastography is ordered': {
      ...base,
      ...enzymes,
      platelets: [platelets(300)],
      referrals: [request(CPT, '91200')],
    },
    'elastography was ordered eighteen months ago, and done': {
      ...base,
      ...enzymes,
      platelets: [platelets(300)],
      referrals: [{ ...request(CPT, '91200', 'completed'), authoredOn: '2024-09-01' }],
    },
    'elastography was ordered a year ago': {
      ...base,
      ...enzymes,
      platelets: [platelets(300)],
      referrals: [{ ...request(CPT, '91200'), authoredOn: '2025-03-01' }],
    },
    'elastography is ordered, on the one page that could be had': {
      ...base,
      ...enzymes,
      platelets: [platelets(300)],
      referrals: partial([request(CPT, '91200')]),
    },
    'tests are missing in prediabetes: too common to ask everyone': {
      ...base,
      conditions: [prediabetes],
      transaminases: [],
      platelets: [],
    },
    'tests are missing in obesity with hypertension': {
      ...base,
      conditions: [obesity, hypertension],
      transaminases: [],
      platelets: [],
    },
    'the missing test is ordered': {
      ...base,
      ...enzymes,
      platelets: [],
      referrals: [request('http://loinc.org', '777-3')],
    },
    'platelets without a usable unit: nothing is guessed': {
      ...base,
      ...enzymes,
      platelets: [platelets(100, '2026-02-01', 'mg/dL')],
    },
  },
  fires: {
    'above 2.67': {
      ...base,
      ...enzymes,
      platelets: [platelets(220)],
      expect: {
        card: 'high',
        values: {
          ...{ fib4: 2.73, reason: 'diabetes', unseen: '' },
          referral: 'no hepatology referral on file',
        },
        suggestions: ['Refer to hepatology'],
      },
    },
    'above 2.67, and orders could not be had': {
      ...withoutRequests,
      ...enzymes,
      platelets: [platelets(220)],
      expect: { card: 'high', values: { unseen: ORDERED, referral: 'refer to hepatology' } },
    },
    'between the bounds, and procedures could not be had': {
      ...withoutProcedures,
      ...enzymes,
      platelets: [platelets(300)],
      expect: { card: 'indeterminate', values: { unseen: DONE } },
    },
    'between the bounds, and only a part of both could be had': {
      ...base,
      ...enzymes,
      platelets: [platelets(300)],
      procedures: partial([]),
      referrals: partial([]),
      expect: { card: 'indeterminate', values: { unseen: `${DONE}, or w${ORDERED}` } },
    },
    'between the bounds': {
      ...base,
      ...enzymes,
      platelets: [platelets(300)],
      expect: {
        card: 'indeterminate',
        values: { fib4: 2, low: '1.3', unseen: '' },
        suggestions: ['Order elastography'],
      },
    },
    'the same platelets per microlitre': {
      ...base,
      ...enzymes,
      platelets: [platelets(300, '2026-02-01', '10*3/uL')],
      expect: { card: 'indeterminate', values: { fib4: 2 } },
    },
    'from 65 years': {
      ...base,
      patient: patient('1961-03-01'),
      ...enzymes,
      platelets: [platelets(320)],
      expect: { card: 'indeterminate', values: { low: '2.0' } },
    },
    'fatty liver disease outweighs diabetes': {
      ...base,
      conditions: [diabetes, steatosis],
      ...enzymes,
      platelets: [platelets(300)],
      expect: { card: 'indeterminate', values: { reason: 'fatty liver disease' } },
    },
    'obesity with hypertension': {
      ...base,
      conditions: [obesity, hypertension],
      ...enzymes,
      platelets: [platelets(300)],
      expect: { card: 'indeterminate', values: { reason: 'obesity and another risk' } },
    },
    'an elastography of more than two years ago': {
      ...base,
      ...enzymes,
      platelets: [platelets(300)],
      procedures: [
        {
          resourceType: 'Procedure',
          status: 'completed',
          performedDateTime: '2024-02-01',
          code: { coding: [{ system: CPT, code: '91200' }] },
        },
      ],
      expect: { card: 'indeterminate' },
    },
    'no platelets, and enzymes older than a year': {
      ...base,
      transaminases: [ast(50, '2025-02-01'), alt(25)],
      platelets: [],
      expect: {
        card: 'testsDue',
        values: { tests: 'AST, Platelets', unseen: '' },
        suggestions: ['Order AST, Platelets'],
      },
    },
    'the missing test was ordered, and the order is done': {
      ...base,
      ...enzymes,
      platelets: [],
      referrals: [request('http://loinc.org', '777-3', 'completed')],
      expect: { card: 'testsDue', values: { tests: 'Platelets' } },
    },
    'the platelets were ordered long ago, and the order forgotten': {
      ...base,
      ...enzymes,
      platelets: [],
      referrals: [{ ...request('http://loinc.org', '777-3'), authoredOn: '2022-03-01' }],
      expect: { card: 'testsDue', values: { tests: 'Platelets' } },
    },
    'elastography was ordered more than a year ago, and not done': {
      ...base,
      ...enzymes,
      platelets: [platelets(300)],
      referrals: [{ ...request(CPT, '91200'), authoredOn: '2025-02-28' }],
      expect: { card: 'indeterminate' },
    },
    'no tests, and orders could not be had': {
      ...withoutRequests,
      transaminases: [],
      platelets: [],
      expect: { card: 'testsDue', values: { unseen: ORDERED } },
    },
  },
})
