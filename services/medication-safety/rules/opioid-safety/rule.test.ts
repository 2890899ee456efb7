import { condition, medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const OXYCODONE_5 = '1049621'
const OXYCODONE_10 = '1049683'
const FENTANYL_PATCH_25 = '245134'
const MORPHINE_INJECTION = '1731993'
const BUPRENORPHINE = '1819'
const DIAZEPAM = '3322'
const NALOXONE = '7242'
// Buprenorphine with naloxone, sublingual film.
const BUPRENORPHINE_NALOXONE = '1010600'
const LISINOPRIL = '29046'
const UNKNOWN = '999999999'

const tablets = (perDay: number, more: object = {}) => ({
  dosageInstruction: [
    {
      doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
      timing: { repeat: { frequency: perDay, period: 1, periodUnit: 'd' as const } },
      ...more,
    },
  ],
})
const draft = (code: string, more: object = {}) =>
  medication(code, { id: 'order', status: 'draft', ...more })
const base = { patient: patient('1970-05-01'), medications: [], conditions: [] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    '45 MME a day': { ...base, orders: [draft(OXYCODONE_5, tablets(6))] },
    'a current opioid that is stopped does not count': {
      ...base,
      orders: [draft(OXYCODONE_5, tablets(6))],
      medications: [medication(OXYCODONE_5, { status: 'stopped', ...tablets(6) })],
    },
    'the order is the current one changed': {
      ...base,
      orders: [draft(OXYCODONE_5, tablets(6))],
      medications: [medication(OXYCODONE_5, { id: 'order', ...tablets(6) })],
    },
    'the order replaces the current one': {
      ...base,
      orders: [
        draft(OXYCODONE_5, {
          ...tablets(6),
          priorPrescription: { reference: 'MedicationRequest/old' },
        }),
      ],
      medications: [medication(OXYCODONE_5, { id: 'old', ...tablets(6) })],
    },
    'a minor': {
      ...base,
      patient: patient('2008-03-02'),
      orders: [draft(OXYCODONE_10, tablets(6))],
    },
    'palliative care': {
      ...base,
      orders: [draft(OXYCODONE_10, tablets(6))],
      medications: [medication(DIAZEPAM)],
      conditions: [
        condition('0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z51.5' }] },
        }),
      ],
    },
    'buprenorphine has no equivalent': { ...base, orders: [draft(BUPRENORPHINE)] },
    'a benzodiazepine alone': { ...base, orders: [draft(DIAZEPAM)] },
    'naloxone is on file in opioid use disorder': {
      ...base,
      orders: [draft(OXYCODONE_5, tablets(2))],
      medications: [medication(NALOXONE)],
      conditions: [condition('75544000')],
    },
    'another medicine': { ...base, orders: [draft(LISINOPRIL)] },
    'a refill is the current medicine again, not one more': {
      ...base,
      hook: 'medication-refill',
      orders: [draft(OXYCODONE_5, tablets(6))],
      medications: [medication(OXYCODONE_5, { id: 'old', ...tablets(6) })],
    },
  },
  fires: {
    'the order replaces another one, whose version has the same number': {
      ...base,
      orders: [
        draft(OXYCODONE_5, {
          ...tablets(4),
          priorPrescription: { reference: 'MedicationRequest/9/_history/2' },
        }),
      ],
      medications: [medication(OXYCODONE_5, { id: '2', ...tablets(3) })],
      expect: { card: 'reassess', values: { total: 52.5 } },
    },
    'a refill beside another opioid': {
      ...base,
      hook: 'medication-refill',
      orders: [draft(OXYCODONE_5, tablets(6))],
      medications: [
        medication(OXYCODONE_5, { id: 'old', ...tablets(6) }),
        medication(FENTANYL_PATCH_25),
      ],
      expect: { card: 'high', values: { total: 105 } },
    },
    'orders and current medicines add up to 52.5': {
      ...base,
      orders: [draft(OXYCODONE_5, tablets(4))],
      medications: [medication(OXYCODONE_5, tablets(3))],
      expect: {
        card: 'reassess',
        values: {
          total: 52.5,
          parts: 'oxycodone 52.5',
          naloxone: 'Offer naloxone: none is on file.',
        },
        suggestions: ['Order naloxone', 'Cancel oxycodone'],
      },
    },
    '90 exactly, with a patch': {
      ...base,
      orders: [draft(OXYCODONE_5, tablets(4))],
      medications: [medication(FENTANYL_PATCH_25)],
      expect: { card: 'high', values: { total: 90, parts: 'fentanyl patch 60' } },
    },
    'as needed counts at the most': {
      ...base,
      orders: [draft(OXYCODONE_10, tablets(4, { asNeededBoolean: true }))],
      expect: {
        card: 'reassess',
        values: { total: 60, asNeeded: 'As-needed doses count at the most allowed. ' },
      },
    },
    'naloxone is there already': {
      ...base,
      orders: [draft(OXYCODONE_10, tablets(4))],
      medications: [medication(NALOXONE)],
      expect: { card: 'reassess', values: { naloxone: '' }, suggestions: ['Cancel oxycodone'] },
    },
    'what is not known is not counted, and said': {
      ...base,
      orders: [draft(OXYCODONE_10, tablets(4))],
      medications: [medication(MORPHINE_INJECTION)],
      expect: { card: 'reassess', values: { least: 'at least ', open: 'Not counted' } },
    },
    'on the 18th birthday': {
      ...base,
      patient: patient('2008-03-01'),
      orders: [draft(OXYCODONE_10, tablets(4))],
      expect: { card: 'reassess' },
    },
    'an opioid beside a benzodiazepine': {
      ...base,
      orders: [draft(OXYCODONE_5, tablets(2))],
      medications: [medication(DIAZEPAM)],
      expect: {
        card: 'overlap',
        values: {
          order: 'oxycodone',
          other: 'diazepam',
          where: 'current medicine since 2026-01-10',
        },
        suggestions: ['Order naloxone', 'Cancel oxycodone'],
      },
    },
    'a benzodiazepine beside an opioid, in a minor too': {
      ...base,
      patient: patient('2010-05-01'),
      orders: [draft(DIAZEPAM)],
      medications: [medication(OXYCODONE_5)],
      expect: { card: 'overlap', suggestions: ['Order naloxone', 'Cancel diazepam'] },
    },
    'both ordered together are one card': {
      ...base,
      orders: [draft(OXYCODONE_5, tablets(2)), draft(DIAZEPAM, { id: 'second' })],
      expect: {
        card: 'overlap',
        values: { order: 'oxycodone' },
        suggestions: ['Order naloxone', 'Cancel oxycodone', 'Cancel diazepam'],
      },
    },
    'naloxone inside of buprenorphine reverses nothing': {
      ...base,
      orders: [draft(OXYCODONE_5, tablets(2))],
      medications: [medication(BUPRENORPHINE_NALOXONE)],
      conditions: [condition('75544000')],
      expect: { card: 'naloxone', values: { naloxone: 'none is on file' } },
    },
    'medicines that could not be read may hold naloxone': {
      patient: base.patient,
      conditions: [],
      orders: [draft(OXYCODONE_10, tablets(4))],
      expect: { card: 'reassess', values: { naloxone: 'not all medicines could be looked at' } },
    },
    'so may a medicine nobody can identify': {
      ...base,
      orders: [draft(OXYCODONE_10, tablets(4))],
      medications: [medication(UNKNOWN)],
      expect: { card: 'reassess', values: { naloxone: 'not all medicines could be looked at' } },
    },
    'opioid use disorder without naloxone': {
      ...base,
      orders: [draft(OXYCODONE_5, tablets(2))],
      conditions: [condition('75544000')],
      expect: { card: 'naloxone', suggestions: ['Order naloxone'] },
    },
  },
  gaps: {
    'current medicines unknown': {
      patient: base.patient,
      conditions: [],
      orders: [draft(OXYCODONE_5, tablets(2))],
      expect: /medications/,
    },
    'a dose that cannot be read': {
      ...base,
      orders: [draft(OXYCODONE_5)],
      expect: /do not give its dose of a day/,
    },
    'a current medicine that nobody can identify': {
      ...base,
      orders: [draft(OXYCODONE_5, tablets(2))],
      medications: [medication(UNKNOWN)],
      expect: /could not be identified/,
    },
  },
})
