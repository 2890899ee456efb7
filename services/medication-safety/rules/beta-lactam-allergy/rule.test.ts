import { allergy, medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const AMOXICILLIN = '723'
const AMPICILLIN = '733'
const CEFADROXIL = '2177'
const CEPHALEXIN = '2231'
const CEFAZOLIN = '2180'
const PENICILLIN_V = '7984'
const PENICILLIN_G = '7980'
const CEFOXITIN = '2189'
const CEFTAZIDIME = '2191'
const CEFTRIAXONE = '2193'
const MEROPENEM = '29561'
const IMIPENEM = '5690'
const AZTREONAM = '1272'
const CEFOTETAN = '2187'

const adult = patient('1970-05-01')
const draft = (code: string) => medication(code, { id: 'order', status: 'draft' })
const penicillins = (more: object = {}) =>
  allergy('0', {
    code: { coding: [{ system: 'http://snomed.info/sct', code: '373270004' }] },
    ...more,
  })
const base = { patient: adult }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'no allergy': { ...base, allergies: [], orders: [draft(AMOXICILLIN)] },
    'an allergy to something else': {
      ...base,
      allergies: [allergy('1191')],
      orders: [draft(AMOXICILLIN)],
    },
    'an allergy to pollen with a code nobody knows': {
      ...base,
      allergies: [allergy('0', { category: ['environment'], code: { text: 'Grass pollen' } })],
      orders: [draft(AMOXICILLIN)],
    },
    'no known allergies recorded': {
      ...base,
      allergies: [
        allergy('0', {
          code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] },
        }),
      ],
      orders: [draft(AMOXICILLIN)],
    },
    'cefazolin shares no side chain': {
      ...base,
      allergies: [allergy(AMOXICILLIN)],
      orders: [draft(CEFAZOLIN)],
    },
    'a carbapenem in penicillin anaphylaxis': {
      ...base,
      allergies: [
        allergy(AMOXICILLIN, { reaction: [{ manifestation: [{ text: 'Anaphylaxis' }] }] }),
      ],
      orders: [draft(MEROPENEM)],
    },
    'a carbapenem where the penicillin class is on file': {
      ...base,
      allergies: [penicillins()],
      orders: [draft(MEROPENEM)],
    },
    'aztreonam in penicillin allergy': {
      ...base,
      allergies: [allergy(AMOXICILLIN)],
      orders: [draft(AZTREONAM)],
    },
    'aztreonam and a cephalosporin with another side chain': {
      ...base,
      allergies: [allergy(CEFTRIAXONE)],
      orders: [draft(AZTREONAM)],
    },
    'another group of the tables': {
      ...base,
      allergies: [allergy(AMOXICILLIN)],
      orders: [draft(CEFTRIAXONE)],
    },
    'a cephalosporin of another group where the penicillin class is on file': {
      ...base,
      allergies: [penicillins()],
      orders: [draft(CEFTRIAXONE)],
    },
    'an intolerance, and no table compares the two': {
      ...base,
      allergies: [allergy(AMOXICILLIN, { type: 'intolerance' })],
      orders: [draft(CEFOTETAN)],
    },
    'the allergy was refuted': {
      ...base,
      allergies: [allergy(AMOXICILLIN, { verificationStatus: { coding: [{ code: 'refuted' }] } })],
      orders: [draft(AMOXICILLIN)],
    },
    'the allergy is resolved': {
      ...base,
      allergies: [allergy(AMOXICILLIN, { clinicalStatus: { coding: [{ code: 'resolved' }] } })],
      orders: [draft(AMOXICILLIN)],
    },
  },
  fires: {
    'the same drug, high criticality': {
      ...base,
      allergies: [allergy(AMOXICILLIN, { criticality: 'high' })],
      orders: [draft(AMOXICILLIN)],
      expect: {
        card: 'severe',
        values: { order: 'amoxicillin', relation: 'The same drug', date: '2020-05-06' },
      },
    },
    'the same class with anaphylaxis': {
      ...base,
      allergies: [
        allergy(PENICILLIN_V, { reaction: [{ manifestation: [{ text: 'Anaphylaxis' }] }] }),
      ],
      orders: [draft(AMPICILLIN)],
      expect: { card: 'severe' },
    },
    'any beta-lactam after Stevens-Johnson syndrome': {
      ...base,
      allergies: [
        allergy(AMOXICILLIN, {
          reaction: [{ manifestation: [{ text: 'Stevens-Johnson syndrome' }] }],
        }),
      ],
      orders: [draft(CEFAZOLIN)],
      expect: {
        card: 'severe',
        values: { relation: 'After this reaction the whole class is avoided' },
      },
    },
    'the same class, reaction not specified': {
      ...base,
      allergies: [penicillins()],
      orders: [draft(AMOXICILLIN)],
      expect: { card: 'sameClass', values: { allergen: 'penicillins' } },
    },
    'identical side chain': {
      ...base,
      allergies: [allergy(AMOXICILLIN)],
      orders: [draft(CEFADROXIL)],
      expect: {
        card: 'sideChain',
        values: { allergen: 'amoxicillin', rate: 'About 16 % of penicillin-allergic patients' },
      },
    },
    'similar side chain: information': {
      ...base,
      allergies: [allergy(AMOXICILLIN)],
      orders: [draft(CEPHALEXIN)],
      expect: { card: 'information', values: { relation: 'Similar R1 side chain, moderate risk' } },
    },
    'the same carbapenem': {
      ...base,
      allergies: [allergy(MEROPENEM)],
      orders: [draft(MEROPENEM)],
      expect: { card: 'sameClass', values: { relation: 'The same drug' } },
    },
    'another carbapenem': {
      ...base,
      allergies: [allergy(IMIPENEM)],
      orders: [draft(MEROPENEM)],
      expect: {
        card: 'sameClass',
        values: { allergen: 'imipenem', relation: 'A carbapenem in carbapenem allergy' },
      },
    },
    'another carbapenem, high criticality': {
      ...base,
      allergies: [allergy(IMIPENEM, { criticality: 'high' })],
      orders: [draft(MEROPENEM)],
      expect: { card: 'severe' },
    },
    'a carbapenem after toxic epidermal necrolysis by a cephalosporin': {
      ...base,
      allergies: [
        allergy(CEFTRIAXONE, {
          reaction: [{ manifestation: [{ text: 'Toxic epidermal necrolysis' }] }],
        }),
      ],
      orders: [draft(MEROPENEM)],
      expect: {
        card: 'severe',
        values: { relation: 'After this reaction the whole class is avoided' },
      },
    },
    'a penicillin after Stevens-Johnson syndrome by a carbapenem': {
      ...base,
      allergies: [
        allergy(MEROPENEM, {
          reaction: [{ manifestation: [{ text: 'Stevens-Johnson syndrome' }] }],
        }),
      ],
      orders: [draft(AMOXICILLIN)],
      expect: { card: 'severe', values: { allergen: 'meropenem' } },
    },
    'aztreonam has the side chain of ceftazidime': {
      ...base,
      allergies: [allergy(CEFTAZIDIME)],
      orders: [draft(AZTREONAM)],
      expect: { card: 'sideChain', values: { allergen: 'ceftazidime', rate: '' } },
    },
    'the sources disagree: information': {
      ...base,
      allergies: [allergy(PENICILLIN_G)],
      orders: [draft(CEFOXITIN)],
      expect: { card: 'information', values: { relation: 'the sources disagree' } },
    },
    'no table compares the two: said, with the overall rate': {
      ...base,
      allergies: [allergy(AMOXICILLIN)],
      orders: [draft(CEFOTETAN)],
      expect: { card: 'notCompared', values: { allergen: 'amoxicillin', rate: 'about 2 %' } },
    },
    'no table compares the penicillins with it': {
      ...base,
      allergies: [penicillins()],
      orders: [draft(CEFOTETAN)],
      expect: { card: 'notCompared', values: { allergen: 'penicillins', rate: 'about 2 %' } },
    },
    'no table compares a cephalosporin with carbapenems': {
      ...base,
      allergies: [allergy(CEFTRIAXONE)],
      orders: [draft(MEROPENEM)],
      expect: { card: 'notCompared', values: { allergen: 'ceftriaxone' } },
    },
    'an intolerance: information': {
      ...base,
      allergies: [allergy(AMOXICILLIN, { type: 'intolerance' })],
      orders: [draft(AMOXICILLIN)],
      expect: { card: 'information' },
    },
  },
  gaps: {
    'allergies unknown': { ...base, orders: [draft(AMOXICILLIN)], expect: /allergies/ },
    'a drug allergy with a code nobody knows': {
      ...base,
      allergies: [allergy('0', { code: { text: 'pcn?' } })],
      orders: [draft(AMOXICILLIN)],
      expect: /the allergy “pcn\?” against amoxicillin/,
    },
  },
})
