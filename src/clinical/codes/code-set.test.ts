import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { anyOf, codeKey, codes, codingsOf } from './code-set.ts'
import { LOINC, RXNORM, SNOMED } from './systems.ts'

const coding = { system: SNOMED, code: '44054006' }
const type2 = codes(SNOMED, ['44054006'])

describe('codes that cannot be read', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['an empty concept', { code: {} }],
    ['codings that are no list', { code: { coding } }],
    ['codings of junk', { code: { coding: [null, undefined, 7, 'E11', [], {}] } }],
    ['a code without a system', { code: { coding: [{ code: '44054006' }] } }],
    ['a system without a code', { code: { coding: [{ system: SNOMED }] } }],
    ['a code that is a number', { code: { coding: [{ system: SNOMED, code: 44054006 }] } }],
    ['text alone', { code: { text: 'Type 2 diabetes' } }],
  ])('%s', (_name, thing) => {
    expect(codingsOf(thing)).toEqual([])
    // @ts-expect-error on purpose of a wrong shape
    expect(type2(thing as unknown)).toBe(false)
  })

  test('no JSON makes them throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (thing) => Array.isArray(codingsOf(thing))))
  })
})

describe('where codes are read', () => {
  test.each([
    ['a resource', { resourceType: 'Condition', code: { coding: [coding] } }],
    ['a concept', { coding: [coding] }],
    ['a coding', coding],
    ['a medicine', { medicationCodeableConcept: { coding: [coding] } }],
    ['a medicine of R5', { medication: { concept: { coding: [coding] } } }],
    ['a vaccine', { vaccineCode: { coding: [coding] } }],
    ['an allergy of DSTU2', { substance: { coding: [coding] } }],
    ['an encounter', { resourceType: 'Encounter', type: [{ coding: [coding] }] }],
    ['a later coding', { code: { coding: [{ system: LOINC, code: '1-8' }, coding] } }],
    [
      'an alias of the system',
      { code: { coding: [{ ...coding, system: 'urn:oid:2.16.840.1.113883.6.96' }] } },
    ],
  ])('%s', (_name, thing) => {
    expect(codingsOf(thing)).toContainEqual(coding)
    expect(type2(thing)).toBe(true)
  })

  test('`type` of anything but an encounter is a category and tells nothing', () => {
    expect(codingsOf({ resourceType: 'Location', type: [{ coding: [coding] }] })).toEqual([])
  })
})

describe('sets', () => {
  test('match system and code exactly', () => {
    expect(type2({ coding: [{ system: RXNORM, code: '44054006' }] })).toBe(false)
    expect(type2({ coding: [{ system: SNOMED, code: '440540061' }] })).toBe(false)
    expect(type2({ coding: [{ system: SNOMED, code: ' 44054006' }] })).toBe(false)
  })

  test('made after a resource was read find it all the same', () => {
    const thing = { code: { coding: [{ system: 'urn:site', code: 'made-late' }] } }
    expect(type2(thing)).toBe(false)
    expect(codes('urn:site', ['made-late'])(thing)).toBe(true)
  })

  test('have keys under the canonical system', () => {
    const set = codes('https://snomed.info/sct', ['1'])
    expect([...set.keys]).toEqual([codeKey(SNOMED, '1')])
    expect(codeKey('urn:oid:2.16.840.1.113883.6.1', '4548-4')).toBe('http://loinc.org|4548-4')
  })

  test('join', () => {
    const both = anyOf(type2, codes(RXNORM, ['6809']))
    expect([...both.keys]).toEqual([`${SNOMED}|44054006`, `${RXNORM}|6809`])
    expect([{ coding: [coding] }, { coding: [{ system: RXNORM, code: '6809' }] }].every(both)).toBe(
      true,
    )
  })
})
