import { medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const IBUPROFEN = '5640'
const NAPROXEN = '7258'
const ASPIRIN = '1191'
const APIXABAN = '1364430'
const WARFARIN = '11289'
const ENOXAPARIN = '67108'
const QUETIAPINE = '51272'
const HALOPERIDOL = '5093'
const OMEPRAZOLE = '7646'
const PANTOPRAZOLE = '40790'
const LISINOPRIL_10 = '314076'
const LISINOPRIL_20 = '314077'
const LISINOPRIL_HCTZ = '197885'
const MORPHINE_INJECTION = '1731993'
const MORPHINE_TABLET = '892582'
const DICLOFENAC_GEL = '855633'

const draft = (code: string, more: object = {}) =>
  medication(code, { id: 'order', status: 'draft', authoredOn: '2026-03-01', ...more })
const base = { patient: patient('1950-05-01'), medications: [] }
const until = (end: string, start?: string) => ({
  dosageInstruction: [
    { timing: { repeat: { boundsPeriod: { ...(start ? { start } : {}), end } } } },
  ],
})
const asNeeded = { dosageInstruction: [{ asNeededBoolean: true }] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'another medicine': {
      ...base,
      orders: [draft(IBUPROFEN)],
      medications: [medication(LISINOPRIL_10)],
    },
    'the other is stopped': {
      ...base,
      orders: [draft(IBUPROFEN)],
      medications: [medication(NAPROXEN, { status: 'stopped' })],
    },
    'the order is the current one, changed': {
      ...base,
      orders: [draft(LISINOPRIL_20)],
      medications: [medication(LISINOPRIL_10, { id: 'order' })],
    },
    'the order replaces the current one': {
      ...base,
      orders: [draft(LISINOPRIL_20, { priorPrescription: { reference: 'MedicationRequest/old' } })],
      medications: [medication(LISINOPRIL_10, { id: 'old' })],
    },
    'the current one ends on the day on which the order starts': {
      ...base,
      orders: [draft(IBUPROFEN)],
      medications: [medication(NAPROXEN, until('2026-03-01'))],
    },
    'one as needed, one regular': {
      ...base,
      orders: [draft(IBUPROFEN, asNeeded)],
      medications: [medication(NAPROXEN)],
    },
    'from vein to mouth': {
      ...base,
      orders: [draft(MORPHINE_TABLET)],
      medications: [medication(MORPHINE_INJECTION)],
    },
    'two strengths ordered together build one dose': {
      ...base,
      orders: [draft(LISINOPRIL_10), draft(LISINOPRIL_20, { id: 'second' })],
    },
    'a gel stays on the skin': {
      ...base,
      orders: [draft(IBUPROFEN)],
      medications: [medication(DICLOFENAC_GEL)],
    },
    'aspirin beside an NSAID is not of the class': {
      ...base,
      orders: [draft(IBUPROFEN)],
      medications: [medication(ASPIRIN)],
    },
    'enoxaparin with an end, as a bridge to warfarin': {
      ...base,
      orders: [draft(WARFARIN)],
      medications: [medication(ENOXAPARIN, until('2026-03-08'))],
    },
    'a class that nothing confirms': {
      ...base,
      orders: [draft(OMEPRAZOLE)],
      medications: [medication(PANTOPRAZOLE)],
    },
  },
  fires: {
    'an injected anticoagulant beside one by mouth, without an end': {
      ...base,
      orders: [draft('854241')],
      medications: [medication('1364445')],
      expect: { card: 'sameClass', values: { order: 'enoxaparin', other: 'apixaban' } },
    },
    'fondaparinux beside warfarin': {
      ...base,
      orders: [draft('321208')],
      medications: [medication('11289')],
      expect: { card: 'sameClass', values: { what: 'anticoagulants' } },
    },
    'the order replaces another one, whose version has the same number': {
      ...base,
      orders: [
        draft(LISINOPRIL_20, {
          priorPrescription: { reference: 'MedicationRequest/9/_history/2' },
        }),
      ],
      medications: [medication(LISINOPRIL_10, { id: '2' })],
      expect: { card: 'sameDrug' },
    },
    'the same drug again': {
      ...base,
      orders: [draft(LISINOPRIL_20)],
      medications: [medication(LISINOPRIL_10)],
      expect: {
        card: 'sameDrug',
        values: { what: 'lisinopril', where: 'current medicine since 2026-01-10' },
        suggestions: ['Cancel lisinopril'],
      },
    },
    'the same drug inside a combination': {
      ...base,
      orders: [draft(LISINOPRIL_10)],
      medications: [medication(LISINOPRIL_HCTZ)],
      expect: { card: 'sameDrug', values: { what: 'lisinopril' } },
    },
    'the same order twice in one session': {
      ...base,
      orders: [draft(LISINOPRIL_10), draft(LISINOPRIL_10, { id: 'second' })],
      expect: { card: 'sameDrug', values: { where: 'another order of this session' } },
    },
    'two NSAIDs': {
      ...base,
      orders: [draft(IBUPROFEN)],
      medications: [medication(NAPROXEN)],
      expect: { card: 'sameClass', values: { what: 'NSAIDs', other: 'naproxen' } },
    },
    'the current one ends a day after the order starts': {
      ...base,
      orders: [draft(IBUPROFEN, until('2026-04-01', '2026-03-01'))],
      medications: [medication(NAPROXEN, until('2026-03-02'))],
      expect: { card: 'sameClass' },
    },
    'apixaban beside warfarin': {
      ...base,
      orders: [draft(APIXABAN)],
      medications: [medication(WARFARIN)],
      expect: { card: 'anticoagulants' },
    },
    'enoxaparin without an end beside warfarin': {
      ...base,
      orders: [draft(WARFARIN)],
      medications: [medication(ENOXAPARIN)],
      expect: { card: 'sameClass', values: { what: 'anticoagulants' } },
    },
    'two antipsychotics': {
      ...base,
      orders: [draft(QUETIAPINE)],
      medications: [medication(HALOPERIDOL)],
      expect: { card: 'sameClassNote' },
    },
  },
  gaps: {
    'current medicines unknown': {
      patient: base.patient,
      orders: [draft(IBUPROFEN)],
      expect: /medications/,
    },
    // Many orders are in no list of interactions, so that no other rule names it.
    'a current medicine that nobody can identify': {
      ...base,
      orders: [draft('20610')],
      medications: [medication('0', { medicationCodeableConcept: { text: 'Herbal mixture' } })],
      expect: /duplicates of Herbal mixture/,
    },
  },
})
