import { observation, patient, serviceRequest, testRule } from '#cds/testing'
import rule from './rule.ts'

const order = (code: string, more: Parameters<typeof serviceRequest>[1] = {}) =>
  serviceRequest(code, { id: 'order', status: 'draft', ...more })
const hba1c = (date: string, more: object = {}) => observation('4548-4', 6.8, '%', date, more)
const onFile = (code: string, more: Parameters<typeof serviceRequest>[1]) =>
  serviceRequest(code, { id: 'earlier', ...more })
const base = { patient: patient('1970-05-01'), hba1c: [], hcvAntibodies: [], requests: [] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'no result': { ...base, orders: [order('4548-4')] },
    'a result of 90 days ago': {
      ...base,
      orders: [order('4548-4')],
      hba1c: [hba1c('2025-12-01')],
    },
    'a preliminary result': {
      ...base,
      orders: [order('4548-4')],
      hba1c: [hba1c('2026-02-01', { status: 'preliminary' })],
    },
    'a result without a date': {
      ...base,
      orders: [order('4548-4')],
      hba1c: [hba1c('2026-02-01', { effectiveDateTime: undefined })],
    },
    'a result that is recorded as absent': {
      ...base,
      orders: [order('4548-4')],
      hba1c: [
        hba1c('2026-02-01', { valueQuantity: undefined, dataAbsentReason: { text: 'hemolyzed' } }),
      ],
    },
    'an order for the time when it tells something new': {
      ...base,
      orders: [order('4548-4', { occurrenceDateTime: '2026-05-02' })],
      hba1c: [hba1c('2026-02-01')],
    },
    'the request on file is replaced by the order': {
      ...base,
      orders: [order('4548-4', { replaces: [{ reference: 'ServiceRequest/earlier' }] })],
      requests: [order('4548-4', { id: 'earlier', status: 'active' })],
    },
    'a result of another test': {
      ...base,
      orders: [order('4548-4')],
      hba1c: [observation('16128-1', 0, '1')],
    },
    'a test without an interval': { ...base, orders: [order('2160-0')] },
    'a request on file for a time when the order tells something new': {
      ...base,
      orders: [order('4548-4', { occurrenceDateTime: '2026-06-15' })],
      requests: [onFile('4548-4', { occurrenceDateTime: '2026-03-02' })],
    },
    'a request on file for a day long after that of the order': {
      ...base,
      orders: [order('4548-4')],
      requests: [onFile('4548-4', { authoredOn: '2026-02-20', occurrenceDateTime: '2026-05-30' })],
    },
    'a request that was forgotten': {
      ...base,
      orders: [order('16128-1')],
      requests: [onFile('16128-1', { authoredOn: '2022-03-01' })],
    },
    'a request that is done': {
      ...base,
      orders: [order('4548-4')],
      requests: [onFile('4548-4', { authoredOn: '2026-02-20', status: 'completed' })],
    },
    'the order itself is among the requests': {
      ...base,
      orders: [order('4548-4')],
      requests: [order('4548-4', { status: 'active' })],
    },
  },
  fires: {
    'a result of 89 days ago': {
      ...base,
      orders: [order('4548-4')],
      hba1c: [hba1c('2025-12-02')],
      expect: {
        card: 'done',
        values: { test: 'HbA1c', date: '2025-12-02', value: ': 6.8 %' },
        suggestions: ['Cancel HbA1c'],
      },
    },
    'an order for a day that is too early': {
      ...base,
      orders: [order('4548-4', { occurrencePeriod: { start: '2026-05-01' } })],
      hba1c: [hba1c('2026-02-01')],
      expect: { card: 'done' },
    },
    'a result above what the laboratory measures': {
      ...base,
      orders: [order('4548-4')],
      hba1c: [hba1c('2026-02-01', { valueQuantity: { value: 14, code: '%', comparator: '>' } })],
      expect: { card: 'done', values: { value: ': above 14 %' } },
    },
    'a result in words': {
      ...base,
      orders: [order('16128-1')],
      hcvAntibodies: [
        observation('16128-1', 0, '1', '2016', {
          valueQuantity: undefined,
          valueCodeableConcept: { text: 'Reactive' },
        }),
      ],
      expect: { card: 'done', values: { date: '2016', value: ': Reactive' } },
    },
    'a result in plain text': {
      ...base,
      orders: [order('16128-1')],
      hcvAntibodies: [
        observation('16128-1', 0, '1', '2016-05-01', {
          valueQuantity: undefined,
          valueString: 'negative',
        }),
      ],
      expect: { card: 'done', values: { value: ': negative' } },
    },
    'an order by CPT code': {
      ...base,
      orders: [
        order('4548-4', {
          code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '83036' }] },
        }),
      ],
      hba1c: [hba1c('2025-12-02')],
      expect: { card: 'done' },
    },
    'by another code of the same test': {
      ...base,
      orders: [order('17856-6')],
      hba1c: [hba1c('2026-02-01')],
      expect: { card: 'done' },
    },
    'hepatitis C ten years ago': {
      ...base,
      orders: [order('16128-1')],
      hcvAntibodies: [observation('13955-0', 0, '1', '2016-03-01', { valueQuantity: undefined })],
      expect: { card: 'done', values: { test: 'Hepatitis C antibody', value: '' } },
    },
    'the newest result counts, however they stand': {
      ...base,
      orders: [order('4548-4')],
      hba1c: [hba1c('2026-01-05'), hba1c('2026-02-01T08:00:00Z'), hba1c('2026-01-20')],
      expect: { card: 'done', values: { date: '2026-02-01' } },
    },
    // What is no id of FHIR is taken away before a rule sees the order.
    'a draft without an id, and a request without one': {
      ...base,
      context: { selections: ['no id'] },
      orders: [order('4548-4', { id: 'no id' })],
      requests: [order('4548-4', { id: undefined, status: 'active' })],
      expect: { card: 'ordered', values: { date: 'date unknown' }, suggestions: [] },
    },
    'a request for 89 days before the order': {
      ...base,
      orders: [order('4548-4', { occurrenceDateTime: '2026-06-15' })],
      requests: [onFile('4548-4', { occurrenceDateTime: '2026-03-18' })],
      expect: { card: 'ordered', values: { date: '2026-03-18' } },
    },
    'once in a lifetime: a request for half a year later': {
      ...base,
      orders: [order('16128-1')],
      requests: [onFile('16128-1', { occurrenceDateTime: '2026-09-01' })],
      expect: { card: 'ordered', values: { date: '2026-09-01' } },
    },
    'it is ordered already': {
      ...base,
      orders: [order('4548-4')],
      requests: [order('4548-4', { id: 'earlier', status: 'active', authoredOn: '2026-02-20' })],
      expect: { card: 'ordered', values: { date: '2026-02-20' }, suggestions: ['Cancel HbA1c'] },
    },
  },
  gaps: {
    'the results unknown': {
      ...base,
      hba1c: undefined,
      orders: [order('4548-4')],
      expect: /whether HbA1c is done already|hba1c/,
    },
    'the requests unknown': {
      ...base,
      requests: undefined,
      orders: [order('16128-1')],
      expect: /whether Hepatitis C antibody is ordered already|requests/,
    },
  },
})
