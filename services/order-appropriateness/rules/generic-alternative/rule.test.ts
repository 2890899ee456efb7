import { medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

// Branded and generic simvastatin 10 mg tablets, and branded levothyroxine.
const BRAND = '104490'
const GENERIC = '314231'
const LEVOTHYROXINE_BRAND = '905453'

const draft = (code: string, more: object = {}) =>
  medication(code, { id: 'order', status: 'draft', ...more })
const base = { patient: patient('1970-05-01') }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'a generic is ordered': { ...base, orders: [draft(GENERIC)] },
    'an ingredient is ordered': { ...base, orders: [draft('36567')] },
    'a narrow therapeutic index': { ...base, orders: [draft(LEVOTHYROXINE_BRAND)] },
    'the order forbids substitution': {
      ...base,
      orders: [draft(BRAND, { substitution: { allowedBoolean: false } })],
    },
    'the order allows substitution: the pharmacy changes it': {
      ...base,
      orders: [draft(BRAND, { substitution: { allowedBoolean: true } })],
    },
  },
  fires: {
    'a brand is ordered': {
      ...base,
      orders: [draft(BRAND)],
      expect: {
        card: 'generic',
        values: { generic: 'simvastatin 10 MG Oral Tablet' },
        suggestions: ['Change to the generic'],
      },
    },
  },
})
