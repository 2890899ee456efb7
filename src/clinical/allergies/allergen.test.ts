import { expect, test } from '@jest/globals'
import { RXNORM } from '../codes/systems.ts'
import { allergenOf } from './allergen.ts'

const penicillinV = { coding: [{ system: RXNORM, code: '7984' }] }
const words = { text: 'Penicillin' }
const allergy = (members: object) => ({ resourceType: 'AllergyIntolerance', ...members })
const drug = expect.objectContaining({ kind: 'drug' })
const named = { kind: 'unknown', name: 'Penicillin' }

test.each([
  ['a medicine by its code', { code: penicillinV, category: ['medication'] }, drug],
  ['the code goes before the category', { code: penicillinV, category: ['food'] }, drug],
  ['DSTU2 calls it substance', { substance: penicillinV }, drug],
  ['words of a medicine', { code: words, category: ['medication'] }, named],
  ['words without a category', { code: words }, named],
  ['words of DSTU2', { substance: words, category: 'medication' }, named],
  ['food', { code: { text: 'Peanut' }, category: ['food'] }, { kind: 'other' }],
  ['food of DSTU2', { substance: { text: 'Peanut' }, category: 'food' }, { kind: 'other' }],
  ['food and pollen', { code: words, category: ['food', 'environment'] }, { kind: 'other' }],
  ['food and a medicine', { code: words, category: ['food', 'medication'] }, named],
  ['a biologic may be a medicine', { code: words, category: ['biologic'] }, named],
  ['other may be anything', { code: words, category: 'other' }, named],
  ['a category that cannot be read', { code: words, category: [null] }, named],
  ['nothing at all', {}, { kind: 'unknown', name: undefined }],
])('what an allergy is to: %s', (_name, members, expected) =>
  expect(allergenOf(allergy(members))).toEqual(expected),
)
