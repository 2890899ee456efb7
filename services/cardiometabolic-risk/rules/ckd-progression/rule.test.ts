import { condition, observation, partial, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const US = { address: [{ country: 'US' }] }
const stage3 = condition('433144002')
const egfr = (value: number, date = '2026-02-01') =>
  observation('98979-8', value, 'mL/min/{1.73_m2}', date)
const uacr = (value: number, unit = 'mg/g', date = '2026-02-01') =>
  observation('9318-7', value, unit, date)
const request = (code: object, more: object = {}) => ({
  resourceType: 'ServiceRequest',
  id: 'request',
  status: 'active',
  intent: 'order',
  authoredOn: '2026-01-10',
  code,
  ...more,
})
const base = {
  patient: patient('1956-03-01', 'male', US),
  conditions: [stage3],
  creatinine: [],
  referrals: [],
}
const { referrals: _referrals, ...withoutReferrals } = base
const { creatinine: _creatinine, ...withoutCreatinine } = base
const UNSEEN = 'could not be looked at'

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'the risk is low': { ...base, egfr: [egfr(50)], uacr: [uacr(20)] },
    'eGFR above the range of the equation': { ...base, egfr: [egfr(70)], uacr: [uacr(500)] },
    'a referral is open': {
      ...base,
      egfr: [egfr(25)],
      uacr: [uacr(800)],
      referrals: [request({ text: 'Referral to Nephrology' })],
    },
    'a referral is open, on the one page that could be had': {
      ...base,
      egfr: [egfr(25)],
      uacr: [uacr(800)],
      referrals: partial([request({ text: 'Referral to Nephrology' })]),
    },
    'dialysis is on file': {
      ...base,
      conditions: [stage3, condition('265764009')],
      egfr: [egfr(12)],
      uacr: [uacr(800)],
    },
    'a transplant long ago': {
      ...base,
      conditions: [stage3, condition('161665007')],
      egfr: [egfr(25)],
      uacr: [uacr(800)],
    },
    'kidney disease that was refuted': {
      ...base,
      conditions: [
        condition('433144002', { verificationStatus: { coding: [{ code: 'refuted' }] } }),
      ],
      egfr: [egfr(25)],
      uacr: [uacr(800)],
    },
    'the ratio is ordered already': {
      ...base,
      egfr: [egfr(40)],
      uacr: [],
      referrals: [request({ coding: [{ system: 'http://loinc.org', code: '9318-7' }] })],
    },
    'the ratio has no unit: nothing is guessed': {
      ...base,
      egfr: [egfr(35)],
      uacr: [observation('9318-7', 800, 'mg/g', '2026-02-01', { valueQuantity: { value: 800 } })],
    },
    'no country: whose figures hold is not known': {
      ...base,
      patient: patient('1956-03-01', 'male'),
      egfr: [egfr(30)],
      uacr: [uacr(700)],
    },
    'a child': {
      ...base,
      patient: patient('2012-03-01', 'male', US),
      egfr: [egfr(25)],
      uacr: [uacr(800)],
    },
  },
  fires: {
    'above 5 % in five years': {
      ...base,
      egfr: [egfr(28)],
      uacr: [uacr(300)],
      expect: {
        card: 'refer',
        values: {
          referral: 'no nephrology referral on file',
          unseen: '',
          ...{ egfr: 28, uacr: 300, egfrDay: '2026-02-01' },
        },
        suggestions: ['Refer to nephrology'],
      },
    },
    'above 5 %, and referrals could not be had': {
      ...withoutReferrals,
      egfr: [egfr(28)],
      uacr: [uacr(300)],
      expect: {
        card: 'refer',
        values: { referral: 'refer to nephrology', unseen: UNSEEN },
        suggestions: ['Refer to nephrology'],
      },
    },
    'above 5 %, and some requests could not be had': {
      ...base,
      egfr: [egfr(28)],
      uacr: [uacr(300)],
      referrals: partial([]),
      expect: { card: 'refer', values: { referral: 'refer to nephrology', unseen: UNSEEN } },
    },
    'the same ratio in mg/mmol': {
      ...base,
      egfr: [egfr(28)],
      uacr: [uacr(300 / 8.84, 'mg/mmol')],
      expect: { card: 'refer', values: { uacr: 300 } },
    },
    'above 10 % in two years': {
      ...base,
      egfr: [egfr(20)],
      uacr: [uacr(900)],
      expect: { card: 'refer', values: { step: 'multidisciplinary' } },
    },
    'above 40 % in two years': {
      ...base,
      egfr: [egfr(11)],
      uacr: [uacr(2500)],
      expect: { card: 'refer', values: { step: 'dialysis and transplant' } },
    },
    'from 3 to 5 %': {
      ...base,
      egfr: [egfr(42)],
      uacr: [uacr(150)],
      expect: { card: 'consider', values: { unseen: '' } },
    },
    'from 3 to 5 %, and referrals could not be had': {
      ...withoutReferrals,
      egfr: [egfr(42)],
      uacr: [uacr(150)],
      expect: { card: 'consider', values: { unseen: UNSEEN } },
    },
    'from 3 to 5 %, and an eGFR that is a cause by itself': {
      ...base,
      patient: patient('1936-03-01', 'male', US),
      egfr: [egfr(29)],
      uacr: [uacr(10)],
      expect: {
        card: 'refer',
        values: {
          five: 3.5,
          causes: 'By itself a cause to refer: eGFR 29 (2026-02-01).',
          unseen: '',
        },
      },
    },
    'creatinine could not be had: the reported eGFR is a cause by itself': {
      ...withoutCreatinine,
      egfr: [egfr(25)],
      uacr: [],
      expect: [
        {
          card: 'referByValue',
          values: { causes: 'eGFR 25 (2026-02-01)', unseen: 'a newer creatinine is on file' },
        },
        { card: 'albuminDue', values: { unseen: '' } },
      ],
    },
    'neither creatinine nor eGFR could be had: the ratio is due all the same': {
      ...withoutCreatinine,
      uacr: [],
      expect: { card: 'albuminDue' },
    },
    'a referral of more than a year ago': {
      ...base,
      egfr: [egfr(28)],
      uacr: [uacr(300)],
      referrals: [
        request({ text: 'Nephrology' }, { status: 'completed', authoredOn: '2025-02-01' }),
      ],
      expect: { card: 'refer' },
    },
    'no country, but figures that are a cause by themselves': {
      ...base,
      patient: patient('1956-03-01', 'male'),
      egfr: [egfr(29)],
      uacr: [uacr(701)],
      expect: {
        card: 'referByValue',
        values: {
          causes: 'eGFR 29 (2026-02-01), albumin/creatinine 701 mg/g',
          referral: 'no nephrology referral on file',
        },
        suggestions: ['Refer to nephrology'],
      },
    },
    'eGFR from creatinine, and referrals could not be had': {
      ...withoutReferrals,
      patient: patient('1956-03-01', 'male'),
      creatinine: [observation('2160-0', 3, 'mg/dL', '2026-02-01')],
      uacr: [uacr(20)],
      expect: {
        card: 'referByValue',
        values: { causes: 'eGFR 22 (2026-02-01)', referral: 'refer to nephrology', unseen: UNSEEN },
      },
    },
    'no ratio on file': {
      ...base,
      egfr: [egfr(40)],
      uacr: [],
      expect: {
        card: 'albuminDue',
        values: { unseen: '' },
        suggestions: ['Order albumin/creatinine ratio'],
      },
    },
    'no ratio on file, and orders could not be had': {
      ...withoutReferrals,
      egfr: [egfr(40)],
      uacr: [],
      expect: { card: 'albuminDue', values: { unseen: UNSEEN } },
    },
    'the ratio was ordered, and the order is done': {
      ...base,
      egfr: [egfr(40)],
      uacr: [],
      referrals: [
        request(
          { coding: [{ system: 'http://loinc.org', code: '9318-7' }] },
          { status: 'completed', authoredOn: '2024-01-10' },
        ),
      ],
      expect: { card: 'albuminDue' },
    },
    'the ratio was ordered, and the order forgotten': {
      ...base,
      egfr: [egfr(40)],
      uacr: [],
      referrals: [
        request(
          { coding: [{ system: 'http://loinc.org', code: '9318-7' }] },
          { authoredOn: '2022-01-10' },
        ),
      ],
      expect: { card: 'albuminDue', suggestions: ['Order albumin/creatinine ratio'] },
    },
    'a risk from before, of data that could not be read now': {
      ...withoutCreatinine,
      uacr: [uacr(300)],
      earlier: { now: '2026-02-20', ...base, egfr: [egfr(28)], uacr: [uacr(300)] },
      expect: { card: 'refer', values: { egfr: 28, unseen: 'Computed 2026-02-20' } },
    },
    'a ratio older than a year': {
      ...base,
      egfr: [egfr(40)],
      uacr: [uacr(300, 'mg/g', '2025-02-28')],
      expect: { card: 'albuminDue' },
    },
  },
  gaps: {
    'a risk that was low when it could be read': {
      ...withoutCreatinine,
      uacr: [uacr(20)],
      earlier: { now: '2026-02-20', ...base, egfr: [egfr(50)], uacr: [uacr(20)] },
      expect: /send prefetch\.creatinine/,
    },
    'neither creatinine nor eGFR could be had, and no ratio is on file': {
      ...withoutCreatinine,
      uacr: [],
      expect: /progression of kidney disease/,
    },
    'creatinine could not be had, and the ratio is ordered': {
      ...withoutCreatinine,
      egfr: [egfr(40)],
      uacr: [],
      referrals: [request({ coding: [{ system: 'http://loinc.org', code: '9318-7' }] })],
      expect: /send prefetch\.creatinine/,
    },
  },
})
