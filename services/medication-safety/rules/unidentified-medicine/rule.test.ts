import { medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const adult = patient('1970-05-01')
const order = (concept: object) =>
  medication('0', { id: 'order', status: 'draft', medicationCodeableConcept: concept })
const rxnorm = (code: string, display?: string) => ({
  coding: [
    {
      system: 'http://www.nlm.nih.gov/research/umls/rxnorm',
      code,
      ...(display === undefined ? {} : { display }),
    },
  ],
})

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'a product of the table': { patient: adult, orders: [order(rxnorm('860975'))] },
    'an ingredient of the table': { patient: adult, orders: [order(rxnorm('6809'))] },
    'a half-built order': { patient: adult, orders: [order({})] },
  },
  fires: {
    'a code that is not in the table': {
      patient: adult,
      orders: [order({ ...rxnorm('999999999'), text: 'Newdrug 5 mg' })],
      expect: { card: 'unidentified', values: { medicine: 'Newdrug 5 mg' } },
    },
    'a local code only': {
      patient: adult,
      orders: [order({ coding: [{ system: 'urn:local', code: 'A1' }], text: 'アムロジピン錠' })],
      expect: { card: 'unidentified' },
    },
    'text only: a name never decides': {
      patient: adult,
      orders: [order({ text: 'metformin 500 mg' })],
      expect: { card: 'unidentified', values: { medicine: 'metformin 500 mg' } },
    },
    'two codes with other ingredients': {
      patient: adult,
      orders: [
        order({
          coding: [...rxnorm('6809').coding, ...rxnorm('11289').coding],
          text: 'two at once',
        }),
      ],
      expect: { card: 'unidentified' },
    },
  },
})
