import { condition, medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const TABLET = '105585'
const INJECTION = '1946772'
const INGREDIENT = '6851'

const draft = (repeat: object | undefined, code = TABLET, more: object = {}) =>
  medication(code, {
    id: 'order',
    status: 'draft',
    dosageInstruction: [
      {
        doseAndRate: [{ doseQuantity: { value: 4, unit: 'tablet' } }],
        ...(repeat === undefined ? { text: '10 mg' } : { timing: { repeat } }),
        ...more,
      },
    ],
  })
const weekly = { frequency: 1, period: 1, periodUnit: 'wk' }
const daily = { frequency: 1, period: 1, periodUnit: 'd' }
const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri']
const icd = (code: string, more: object = {}) =>
  condition('0', {
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] },
    ...more,
  })
const inWords = (text: string, more: object = {}) => condition('0', { code: { text }, ...more })
const resolved = { clinicalStatus: { coding: [{ code: 'resolved' }] } }
const ARTHRITIS = icd('M05.79')
const base = { patient: patient('1970-05-01'), conditions: [] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'once a week': { ...base, orders: [draft(weekly)] },
    'every 7 days': { ...base, orders: [draft({ ...daily, period: 7 })] },
    'on Mondays': { ...base, orders: [draft({ ...daily, dayOfWeek: ['mon'] })] },
    'the dose of a week in three parts': {
      ...base,
      orders: [draft({ ...weekly, frequency: 3 })],
    },
    'one dose and no more': { ...base, orders: [draft({ ...daily, count: 1 })] },
    'two doses 12 hours apart, on Saturdays': {
      ...base,
      orders: [draft({ frequency: 1, period: 12, periodUnit: 'h', dayOfWeek: ['sat'] })],
    },
    'once a week, on Mondays': { ...base, orders: [draft({ ...weekly, dayOfWeek: ['mon'] })] },
    'once in two weeks, on Mondays': {
      ...base,
      orders: [draft({ ...weekly, period: 2, dayOfWeek: ['mon'] })],
    },
    'three times a week, on its days': {
      ...base,
      orders: [draft({ ...weekly, frequency: 3, dayOfWeek: ['mon', 'wed', 'fri'] })],
    },
    'one dose and no more, on a day of these': {
      ...base,
      orders: [draft({ ...daily, dayOfWeek: WORKDAYS, count: 1 })],
    },
    'a day that is named twice is one': {
      ...base,
      orders: [draft({ ...daily, dayOfWeek: ['mon', 'mon', 'mon', 'mon'] })],
    },
    'three doses 12 hours apart': {
      ...base,
      orders: [draft({ frequency: 1, period: 12, periodUnit: 'h', count: 3 })],
    },
    'daily, and a cancer is on file': {
      ...base,
      conditions: [condition('363346000')],
      orders: [draft(daily)],
    },
    'daily, and one cancer of two is active': {
      ...base,
      conditions: [icd('Z85.3'), icd('C91.00')],
      orders: [draft(daily)],
    },
    'daily, and an active cancer in words': {
      ...base,
      conditions: [inWords('Acute lymphoblastic leukemia')],
      orders: [draft(daily)],
    },
    'daily by injection': { ...base, orders: [draft(daily, INJECTION)] },
    'another medicine': { ...base, orders: [draft(daily, '29046')] },
  },
  fires: {
    daily: {
      ...base,
      orders: [draft(daily)],
      expect: {
        card: 'tooOften',
        values: { often: 'every day', cancer: 'No cancer is on file.' },
        suggestions: ['Cancel methotrexate'],
      },
    },
    'twice a day': {
      ...base,
      orders: [draft({ ...daily, frequency: 2 })],
      expect: { card: 'tooOften', values: { often: '2 times a day' } },
    },
    'four times a week': {
      ...base,
      orders: [draft({ ...weekly, frequency: 4 })],
      expect: { card: 'tooOften', values: { often: '4 times a week' } },
    },
    'on five days of the week': {
      ...base,
      orders: [draft({ ...daily, dayOfWeek: WORKDAYS })],
      expect: { card: 'tooOften', values: { often: '5 times a week' } },
    },
    'on all days of the week, written as once a week': {
      ...base,
      orders: [draft({ ...weekly, dayOfWeek: [...WORKDAYS, 'sat', 'sun'] })],
      expect: { card: 'tooOften', values: { often: 'every day' } },
    },
    'on five days, written as once a week': {
      ...base,
      orders: [draft({ ...weekly, dayOfWeek: WORKDAYS })],
      expect: { card: 'tooOften', values: { often: '5 times a week' } },
    },
    'five times a week, on five days': {
      ...base,
      orders: [draft({ ...weekly, frequency: 5, dayOfWeek: WORKDAYS })],
      expect: { card: 'tooOften', values: { often: '5 times a week' } },
    },
    'four times a week, on four days': {
      ...base,
      orders: [draft({ ...weekly, frequency: 4, dayOfWeek: ['mon', 'tue', 'wed', 'thu'] })],
      expect: { card: 'tooOften', values: { often: '4 times a week' } },
    },
    'four times in seven days, all on Mondays': {
      ...base,
      orders: [draft({ ...daily, frequency: 4, period: 7, dayOfWeek: ['mon'] })],
      expect: { card: 'tooOften', values: { often: '4 times a week' } },
    },
    'twice a day on two days': {
      ...base,
      orders: [draft({ ...daily, frequency: 2, dayOfWeek: ['mon', 'tue'] })],
      expect: { card: 'tooOften', values: { often: '4 times a week' } },
    },
    'daily, as needed': {
      ...base,
      orders: [draft(daily, TABLET, { asNeededBoolean: true })],
      expect: { card: 'tooOften' },
    },
    'an ingredient without a route': {
      ...base,
      orders: [draft(daily, INGREDIENT)],
      expect: { card: 'tooOften' },
    },
    'a refuted cancer is none': {
      ...base,
      conditions: [
        condition('363346000', { verificationStatus: { coding: [{ code: 'refuted' }] } }),
      ],
      orders: [draft(daily)],
      expect: { card: 'tooOften' },
    },
    'a cancer of the past': {
      ...base,
      conditions: [ARTHRITIS, inWords('Breast cancer', resolved)],
      orders: [draft(daily)],
      expect: {
        card: 'tooOften',
        values: { cancer: 'On file is a cancer of the past or of the skin: Breast cancer.' },
      },
    },
    'a history of one, by code': {
      ...base,
      conditions: [ARTHRITIS, icd('Z85.3')],
      orders: [draft(daily)],
      expect: { card: 'tooOften', values: { cancer: 'of the past or of the skin: Z85.3.' } },
    },
    'a history of one, by SNOMED CT': {
      ...base,
      conditions: [ARTHRITIS, condition('429699009')],
      orders: [draft(daily)],
      expect: { card: 'tooOften', values: { cancer: 'of the past' } },
    },
    'a history of one, in words': {
      ...base,
      conditions: [ARTHRITIS, inWords('History of breast cancer'), inWords('Hx of lymphoma')],
      orders: [draft(daily)],
      expect: {
        card: 'tooOften',
        values: { cancer: ': History of breast cancer, Hx of lymphoma.' },
      },
    },
    'a cancer of the skin that is over': {
      ...base,
      conditions: [ARTHRITIS, icd('C44.91', { ...resolved, onsetDateTime: '2010-01-01' })],
      orders: [draft(daily)],
      expect: { card: 'tooOften', values: { cancer: 'of the skin: C44.91.' } },
    },
    'a cancer of the skin of now': {
      ...base,
      conditions: [ARTHRITIS, icd('C44.91'), inWords('Basal cell carcinoma of nose')],
      orders: [draft(daily)],
      expect: {
        card: 'tooOften',
        values: { cancer: 'of the skin: Basal cell carcinoma of nose, C44.91.' },
      },
    },
    'a cancer in the family': {
      ...base,
      conditions: [ARTHRITIS, inWords('Family history: mother with breast cancer')],
      orders: [draft(daily)],
      expect: { card: 'tooOften', values: { cancer: 'No cancer is on file.' } },
    },
    'conditions unknown': {
      patient: patient('1970-05-01'),
      orders: [draft(daily)],
      expect: { card: 'tooOften', values: { cancer: 'could not be looked at' } },
    },
  },
  gaps: {
    'directions in words only': {
      ...base,
      orders: [draft(undefined)],
      expect: /how often methotrexate is taken/,
    },
    'no directions': {
      ...base,
      orders: [medication(TABLET, { id: 'order', status: 'draft' })],
      expect: /how often methotrexate is taken/,
    },
  },
})
