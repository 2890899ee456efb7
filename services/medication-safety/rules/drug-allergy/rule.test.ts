import { allergy, medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const LISINOPRIL = '29046'
const ENALAPRIL = '3827'
const LOSARTAN = '52175'
const SACUBITRIL_VALSARTAN = '1656339'
const SULFAMETHOXAZOLE = '10180'
const SULFADIAZINE = '10171'
const FUROSEMIDE = '4603'
const AMOXICILLIN = '723'
const NAPROXEN = '7258'
const IBUPROFEN = '5640'
const CODEINE = '2670'

const draft = (code: string) => medication(code, { id: 'order', status: 'draft' })
const base = { patient: patient('1970-05-01') }
const reaction = (text: string) => ({ reaction: [{ manifestation: [{ text }] }] })
const coded = (code: string, list: string) => ({
  [list]: { coding: [{ code }] },
})

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'no allergy': { ...base, allergies: [], orders: [draft(LISINOPRIL)] },
    'an allergy to something else': {
      ...base,
      allergies: [allergy(IBUPROFEN)],
      orders: [draft(LISINOPRIL)],
    },
    'an inactive allergy': {
      ...base,
      allergies: [allergy(LISINOPRIL, coded('inactive', 'clinicalStatus'))],
      orders: [draft(LISINOPRIL)],
    },
    'a refuted allergy': {
      ...base,
      allergies: [allergy(LISINOPRIL, coded('refuted', 'verificationStatus'))],
      orders: [draft(LISINOPRIL)],
    },
    'an allergy entered in error': {
      ...base,
      allergies: [allergy(LISINOPRIL, coded('entered-in-error', 'verificationStatus'))],
      orders: [draft(LISINOPRIL)],
    },
    'a beta-lactam: that has its own rule': {
      ...base,
      allergies: [allergy(AMOXICILLIN)],
      orders: [draft(AMOXICILLIN)],
    },
    'furosemide in sulfonamide antibiotic allergy': {
      ...base,
      allergies: [allergy(SULFAMETHOXAZOLE)],
      orders: [draft(FUROSEMIDE)],
    },
    'another ACE inhibitor after a rash': {
      ...base,
      allergies: [allergy(LISINOPRIL, reaction('Rash'))],
      orders: [draft(ENALAPRIL)],
    },
    'an ARB after angio-oedema under an ACE inhibitor: not confirmed': {
      ...base,
      allergies: [allergy(LISINOPRIL, reaction('Angioedema'))],
      orders: [draft(LOSARTAN)],
    },
    'another NSAID: no class is confirmed': {
      ...base,
      allergies: [allergy(NAPROXEN)],
      orders: [draft(IBUPROFEN)],
    },
    'pollen with a code nobody knows': {
      ...base,
      allergies: [allergy('0', { category: ['environment'], code: { text: 'Grass pollen' } })],
      orders: [draft(LISINOPRIL)],
    },
  },
  fires: {
    'the same drug': {
      ...base,
      allergies: [allergy(LISINOPRIL, { recordedDate: '2020-05-06T10:00:00Z' })],
      orders: [draft(LISINOPRIL)],
      expect: {
        card: 'allergy',
        values: { order: 'lisinopril', allergen: 'lisinopril', date: '2020-05-06' },
        suggestions: ['Cancel lisinopril'],
      },
    },
    'a product with it': {
      ...base,
      allergies: [allergy(CODEINE)],
      // Acetaminophen 300 mg / codeine 30 mg tablet.
      orders: [draft('993781')],
      expect: { card: 'allergy', values: { allergen: 'codeine' } },
    },
    anaphylaxis: {
      ...base,
      allergies: [allergy(IBUPROFEN, reaction('Anaphylaxis'))],
      orders: [draft(IBUPROFEN)],
      expect: { card: 'severe' },
    },
    'high criticality': {
      ...base,
      allergies: [allergy(IBUPROFEN, { criticality: 'high' })],
      orders: [draft(IBUPROFEN)],
      expect: { card: 'severe' },
    },
    'Stevens-Johnson syndrome': {
      ...base,
      allergies: [allergy(SULFAMETHOXAZOLE, reaction('Stevens-Johnson syndrome'))],
      orders: [draft(SULFADIAZINE)],
      expect: { card: 'severe', values: { relation: 'Antibiotic sulfonamides cross-react' } },
    },
    'an intolerance': {
      ...base,
      allergies: [allergy(CODEINE, { type: 'intolerance', ...reaction('Nausea') })],
      orders: [draft(CODEINE)],
      expect: { card: 'intolerance' },
    },
    'sulfonamide antibiotics cross-react': {
      ...base,
      allergies: [allergy(SULFAMETHOXAZOLE)],
      orders: [draft(SULFADIAZINE)],
      expect: { card: 'allergy', values: { allergen: 'sulfamethoxazole' } },
    },
    'another ACE inhibitor after angio-oedema, even where called an intolerance': {
      ...base,
      allergies: [
        allergy(LISINOPRIL, { type: 'intolerance', ...reaction('Angio-oedema of lips') }),
      ],
      orders: [draft(ENALAPRIL)],
      expect: { card: 'severe' },
    },
    'sacubitril after angio-oedema under an ACE inhibitor': {
      ...base,
      allergies: [allergy(LISINOPRIL, reaction('Angioedema'))],
      orders: [draft(SACUBITRIL_VALSARTAN)],
      expect: { card: 'severe' },
    },
    'sacubitril after angio-oedema under an ARB': {
      ...base,
      allergies: [allergy(LOSARTAN, reaction('Angioedema'))],
      orders: [draft(SACUBITRIL_VALSARTAN)],
      expect: { card: 'severe' },
    },
  },
  gaps: {
    'allergies unknown': { ...base, orders: [draft(LISINOPRIL)], expect: /allergies/ },
    'an allergy that no code identifies': {
      ...base,
      allergies: [allergy('0', { code: { text: 'Sulfa drugs' } })],
      orders: [draft(LISINOPRIL)],
      expect: /Sulfa drugs/,
    },
  },
})
