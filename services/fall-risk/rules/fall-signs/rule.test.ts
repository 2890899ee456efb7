import { condition, medication, observation, patient, serviceRequest, testRule } from '#cds/testing'
import rule from './rule.ts'

const PHR = 'http://hl7.org/fhir/uv/phr/CodeSystem/observation-pghd-codes'
const fall = (onsetDateTime: string, more: object = {}) =>
  condition('1912002', { onsetDateTime, ...more })
const icd = (code: string, onsetDateTime: string) =>
  condition('0', {
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] },
    onsetDateTime,
  })
const phone = (text: string, date = '2026-02-10') => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: PHR, code: 'appleWalkingSteadiness' }] },
  effectiveDateTime: date,
  valueCodeableConcept: { text },
})
const answer = (code: string, value: object, effectiveDateTime = '2026-02-01') => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code }] },
  effectiveDateTime,
  ...value,
})
const coded = (code: string) => ({
  valueCodeableConcept: { coding: [{ system: 'http://loinc.org', code }] },
})
// 65 years on the very day.
const base = {
  patient: patient('1961-03-01'),
  conditions: [],
  medications: [],
  gait: [],
  fallTests: [],
  screenings: [],
  requests: [],
}

const { screenings: _screenings, ...withoutScreenings } = base
const { fallTests: _fallTests, ...withoutTests } = base

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'no sign': { ...base },
    'on the day before the 65th birthday': {
      ...base,
      patient: patient('1961-03-02'),
      conditions: [fall('2026-01-05')],
    },
    'a fall of more than a year ago': { ...base, conditions: [fall('2025-02-28')] },
    'what a fall left behind': { ...base, conditions: [icd('W19.XXXS', '2026-01-10')] },
    'a fall of which only a year long ago is known': { ...base, conditions: [fall('2024')] },
    'a fall that was refuted': {
      ...base,
      conditions: [fall('2026-01-05', { verificationStatus: { coding: [{ code: 'refuted' }] } })],
    },
    'a phone that says OK': { ...base, gait: [phone('OK')] },
    'a phone of half a year ago': { ...base, gait: [phone('Low', '2025-08-01')] },
    'screened within a year': {
      ...base,
      conditions: [fall('2026-01-05')],
      screenings: [observation('73830-2', 1, '1', '2026-01-05')],
    },
    'asked since, and said no': {
      ...base,
      conditions: [fall('2026-01-05')],
      screenings: [answer('52552-7', { valueBoolean: false }, '2026-02-01')],
    },
    'an assessment was conducted': {
      ...base,
      gait: [phone('Low')],
      screenings: [answer('57254-5', { valueCodeableConcept: { text: 'Yes, no risk found' } })],
    },
    'has fallen, recorded years ago': {
      ...base,
      conditions: [fall('2019-01-05')],
    },
    'the assessment is ordered': {
      ...base,
      conditions: [fall('2026-01-05')],
      requests: [
        {
          resourceType: 'ServiceRequest',
          status: 'active',
          intent: 'order',
          code: { coding: [{ system: 'http://loinc.org', code: '73830-2' }] },
        },
      ],
    },
    hospice: {
      ...base,
      conditions: [
        fall('2026-01-05'),
        condition('0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z51.5' }] },
        }),
      ],
    },
    'asked all three, and said no': {
      ...base,
      fallTests: ['52552-7', '100257-5', '97878-3'].map((code) =>
        answer(code, { valueBoolean: false }),
      ),
    },
    'a yes that a later no takes back': {
      ...base,
      fallTests: [
        answer('100257-5', coded('LA33-6'), '2025-12-01'),
        answer('100257-5', coded('LA32-8'), '2026-02-01'),
      ],
    },
    'a yes of more than a year ago': {
      ...base,
      fallTests: [answer('97878-3', coded('LA33-6'), '2025-02-28')],
    },
    'a yes, and an assessment since': {
      ...base,
      fallTests: [answer('52552-7', coded('LA33-6'), '2026-01-05')],
      screenings: [observation('73830-2', 1, '1', '2026-01-05')],
    },
    'Timed Up and Go just below 12 s': {
      ...base,
      fallTests: [observation('89423-8', 11.9, 's', '2026-02-01')],
    },
    'Timed Up and Go without a unit': {
      ...base,
      fallTests: [observation('89423-8', 20, 's', '2026-02-01', { valueQuantity: { value: 20 } })],
    },
    'medicines alone': { ...base, medications: [medication('3322')] },
  },
  fires: {
    'the assessment was ordered long ago, and the order forgotten': {
      ...base,
      conditions: [fall('2026-01-05')],
      requests: [serviceRequest('73830-2', { authoredOn: '2022-03-01' })],
      expect: { card: 'raised', suggestions: ['Order a fall-risk assessment'] },
    },
    'a fall by ICD-10-CM': {
      ...base,
      conditions: [icd('W01.0XXA', '2026-01-10')],
      expect: { card: 'raised', values: { date: '2026-01-10' } },
    },
    'the aftercare of a fall does not say when it was': {
      ...base,
      conditions: [icd('W19.XXXD', '2026-01-10')],
      expect: { card: 'undated' },
    },
    'a fall of which only the year is known': {
      ...base,
      conditions: [fall('2025')],
      expect: { card: 'undated' },
    },
    'an assessment that was declined, and a medicine that nobody can identify': {
      ...base,
      conditions: [fall('2026-01-05')],
      medications: [medication('999999999')],
      screenings: [answer('73830-2', { dataAbsentReason: { text: 'declined' } })],
      expect: {
        card: 'raised',
        values: {
          unseen: ' Whether a medicine that is not identified raises it could not be looked at.',
        },
      },
    },
    'a fall of this year': {
      ...base,
      conditions: [fall('2026-01-05')],
      expect: {
        card: 'raised',
        values: { date: '2026-01-05', medicines: '' },
        suggestions: ['Order a fall-risk assessment'],
      },
    },
    'a fall, a phone and medicines': {
      ...base,
      conditions: [fall('2026-01-05')],
      gait: [phone('Very low')],
      medications: [medication('3322'), medication('7804')],
      expect: {
        card: 'raised',
        values: {
          phone: ' The phone says: very low.',
          medicines: ' Medicines that raise the risk: benzodiazepines, opioids.',
        },
      },
    },
    'a fall, beside a Timed Up and Go that cannot be': {
      ...base,
      conditions: [fall('2026-01-05')],
      fallTests: [observation('89423-8', 400, 's', '2026-02-01')],
      expect: { card: 'raised', values: { date: '2026-01-05' } },
    },
    'asked, and said that they fell': {
      ...base,
      fallTests: [answer('52552-7', coded('LA33-6'))],
      expect: {
        card: 'answered',
        values: { answers: 'fell in the past year (2026-02-01)', phone: '', unseen: '' },
        suggestions: ['Order a fall-risk assessment'],
      },
    },
    'unsteady and worried': {
      ...base,
      fallTests: [
        answer('100257-5', { valueBoolean: true }),
        answer('97878-3', { valueString: 'Yes' }, '2026-01-15'),
      ],
      expect: {
        card: 'answered',
        values: { answers: 'unsteady (2026-02-01), worried about falling (2026-01-15)' },
      },
    },
    'a no to falls does not outweigh a yes to another question': {
      ...base,
      fallTests: [answer('100257-5', coded('LA33-6'))],
      screenings: [answer('52552-7', coded('LA32-8'))],
      expect: { card: 'answered', values: { answers: 'unsteady (2026-02-01)' } },
    },
    'answers of two days, each with its own': {
      ...base,
      fallTests: [
        answer('52552-7', coded('LA33-6'), '2026-01-15'),
        answer('97878-3', coded('LA33-6')),
      ],
      expect: {
        card: 'answered',
        values: {
          answers: 'fell in the past year (2026-01-15), worried about falling (2026-02-01)',
        },
      },
    },
    'a fall on file goes before an answer': {
      ...base,
      conditions: [fall('2026-01-05')],
      fallTests: [answer('97878-3', coded('LA33-6'))],
      expect: { card: 'raised', values: { date: '2026-01-05' } },
    },
    'a fall on file on the very day of an answer': {
      ...base,
      conditions: [fall('2026-02-01')],
      fallTests: [answer('52552-7', coded('LA33-6'))],
      expect: { card: 'raised', values: { date: '2026-02-01' } },
    },
    'whether someone asked cannot be had': {
      ...withoutTests,
      conditions: [fall('2026-01-05')],
      expect: {
        card: 'raised',
        values: {
          unseen: ' Whether someone asked about falls, or timed a walk, could not be looked at.',
        },
      },
    },
    'Timed Up and Go of 12 s': {
      ...base,
      fallTests: [observation('89423-8', 12, 's', '2026-02-01')],
      expect: { card: 'slow', values: { seconds: 12, date: '2026-02-01' } },
    },
    'Timed Up and Go in minutes': {
      ...base,
      fallTests: [observation('89423-8', 0.25, 'min', '2026-02-01')],
      expect: { card: 'slow', values: { seconds: 15 } },
    },
    'a phone alone': {
      ...base,
      gait: [phone('Low')],
      expect: { card: 'ask', values: { steadiness: 'low', date: '2026-02-10' } },
    },
    'a fall after the last assessment': {
      ...base,
      conditions: [fall('2026-01-05')],
      screenings: [observation('73830-2', 1, '1', '2026-01-04')],
      expect: { card: 'raised' },
    },
    'asked, and said yes: that is no assessment': {
      ...base,
      conditions: [fall('2026-01-05')],
      screenings: [answer('52552-7', coded('LA33-6')), answer('57254-5', coded('LA32-8'))],
      expect: { card: 'raised' },
    },
    'asked, and the answer is not known': {
      ...base,
      conditions: [fall('2026-01-05')],
      screenings: [answer('52552-7', { valueInteger: 2 })],
      expect: { card: 'raised' },
    },
    'a fall without its day': {
      ...base,
      conditions: [condition('1912002')],
      expect: {
        card: 'undated',
        values: { phone: '', medicines: '', unseen: '' },
        suggestions: ['Order a fall-risk assessment'],
      },
    },
    'whether it is done cannot be had': {
      ...withoutScreenings,
      gait: [phone('Low')],
      expect: {
        card: 'ask',
        values: { unseen: ' Whether an assessment is done or ordered could not be looked at.' },
      },
    },
    'screened more than a year ago': {
      ...base,
      conditions: [fall('2026-01-05')],
      screenings: [observation('73830-2', 1, '1', '2025-02-01')],
      expect: { card: 'raised' },
    },
  },
  gaps: {
    'a timed walk without its unit': {
      ...base,
      fallTests: [observation('89423-8', 14, 's', '2026-02-03', { valueQuantity: { value: 14 } })],
      expect: /Timed Up and Go/,
    },
  },
})
