import { observation, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const LOINC = 'http://loinc.org'
const concept = (code: string, display: string) => ({ coding: [{ system: LOINC, code, display }] })
const request = (id: string, more: object = {}) => ({
  resourceType: 'ServiceRequest',
  id,
  status: 'active',
  intent: 'order',
  subject: { reference: 'Patient/test-patient' },
  code: concept('600-7', 'Blood culture'),
  ...more,
})
const report = (more: object = {}) => ({
  resourceType: 'DiagnosticReport',
  id: 'report',
  status: 'preliminary',
  subject: { reference: 'Patient/test-patient' },
  code: { text: 'Surgical pathology' },
  ...more,
})
const base = {
  patient: patient('1950-05-01'),
  stayRequests: [],
  stayReports: [],
  stayResults: [],
}

testRule(rule, {
  now: '2026-03-10T12:00:00Z',
  silent: {
    'nothing is open': { ...base },
    'a request that is completed': {
      ...base,
      stayRequests: [request('a', { status: 'completed' })],
    },
    'a vital sign that is preliminary': {
      ...base,
      stayResults: [
        observation('8867-4', 80, '/min', '2026-03-10', {
          status: 'preliminary',
          category: [{ coding: [{ code: 'vital-signs' }] }],
        }),
      ],
    },
    'a test that is ordered for after the stay': {
      ...base,
      stayRequests: [request('a', { occurrenceDateTime: '2026-03-24' })],
    },
    'a request that is a plan': { ...base, stayRequests: [request('a', { intent: 'plan' })] },
    'a request for no test': {
      ...base,
      stayRequests: [request('a', { code: { text: 'Physiotherapy' } })],
    },
    'a report that has become final': { ...base, stayReports: [report({ status: 'final' })] },
    'a report that is final, of a test that is still active': {
      ...base,
      stayRequests: [request('a')],
      stayReports: [report({ status: 'final', basedOn: [{ reference: 'ServiceRequest/a' }] })],
    },
    'a result that is corrected, and names the test by its address': {
      ...base,
      stayRequests: [request('a')],
      stayResults: [
        observation('600-7', 1, '1', '2026-03-09', {
          status: 'corrected',
          basedOn: [{ reference: 'https://ehr.example/fhir/ServiceRequest/a/_history/2' }],
        }),
      ],
    },
    'a report entered in error': { ...base, stayReports: [report({ status: 'entered-in-error' })] },
  },
  fires: {
    'a test by CPT, without a category': {
      ...base,
      stayRequests: [
        request('a', {
          code: {
            coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '71046' }],
            text: 'Chest X-ray',
          },
        }),
      ],
      expect: { card: 'pending', values: { first: 'Chest X-ray' } },
    },
    'a laboratory test without a name': {
      ...base,
      stayRequests: [
        request('a', { code: undefined, category: [{ coding: [{ code: '108252007' }] }] }),
      ],
      expect: { card: 'pending', values: { first: 'A test without a name' } },
    },
    'a test without a result': {
      ...base,
      stayRequests: [request('a')],
      expect: {
        card: 'pending',
        values: { count: 'One', are: 'result is', first: 'Blood culture' },
        suggestions: ['Add a task to follow them up'],
      },
    },
    'imaging by its category': {
      ...base,
      stayRequests: [
        request('a', {
          code: { text: 'MR of the knee' },
          category: [{ coding: [{ system: 'http://snomed.info/sct', code: '363679005' }] }],
        }),
      ],
      expect: { card: 'pending', values: { first: 'MR of the knee' } },
    },
    'a report that is preliminary, of a test that is still active': {
      ...base,
      stayRequests: [request('a')],
      stayReports: [
        report({
          code: concept('600-7', 'Blood culture'),
          basedOn: [{ reference: 'ServiceRequest/a' }],
        }),
      ],
      expect: { card: 'pending', values: { count: 'One' } },
    },
    'a result that is preliminary': {
      ...base,
      stayResults: [
        observation('2160-0', 1, 'mg/dL', '2026-03-10', {
          status: 'preliminary',
          code: concept('2160-0', 'Creatinine'),
        }),
      ],
      expect: { card: 'pending', values: { first: 'Creatinine' } },
    },
    'a report that was entered in error answers nothing': {
      ...base,
      stayRequests: [request('a')],
      stayReports: [
        report({ status: 'entered-in-error', basedOn: [{ reference: 'ServiceRequest/a' }] }),
      ],
      expect: { card: 'pending', values: { first: 'Blood culture' } },
    },
    'a final report of something else with the same id': {
      ...base,
      stayRequests: [request('a')],
      stayReports: [report({ status: 'final', basedOn: [{ reference: 'CarePlan/a' }] })],
      expect: { card: 'pending', values: { first: 'Blood culture' } },
    },
    'more than eight': {
      ...base,
      stayRequests: Array.from({ length: 10 }, (_, index) =>
        request(`r${index}`, { code: concept(`600-${index}`, `Test ${index}`) }),
      ),
      expect: { card: 'pending', values: { count: 10, are: 'results are', names: 'and 2 more' } },
    },
  },
  gaps: {
    'requests unknown': {
      patient: base.patient,
      stayReports: [],
      stayResults: [],
      expect: /stayRequests|results pending/,
    },
    'reports unknown, a test waits': {
      patient: base.patient,
      stayRequests: [request('a')],
      stayResults: [],
      expect: /reports and results that are open: the data were not sent/,
    },
  },
})
