import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { NDC, RXNORM } from '../codes/systems.ts'
import { contains } from './contains.ts'
import { rxnorm } from './rxnorm.ts'
import { medicationView } from './view.ts'

const METFORMIN = '860975'
const coded = (...codes: readonly string[]) => ({
  coding: codes.map((code) => ({ system: RXNORM, code })),
})
const request = (medicationCodeableConcept: unknown, more: object = {}) => ({
  resourceType: 'MedicationRequest',
  medicationCodeableConcept,
  ...more,
})
const byReference = (reference: unknown, more: object = {}) => ({
  resourceType: 'MedicationRequest',
  medicationReference: reference,
  ...more,
})

describe('nothing stated', () => {
  test.each([
    ['no resource', undefined],
    ['null', null],
    ['a half-built draft', { resourceType: 'MedicationRequest' }],
    ['an empty concept', request({})],
    ['an empty coding', request({ coding: [{}] })],
    ['a blank text', request({ text: ' ', coding: [{ system: RXNORM, code: '' }] })],
    ['an empty reference', byReference({})],
    ['a Medication without code', { resourceType: 'Medication' }],
  ])('%s', (_name, resource) =>
    expect(medicationView(resource)).toEqual({ state: 'none', ingredients: [], name: '' }),
  )
})

describe('stated, but not to be identified', () => {
  test.each([
    ['text alone', request({ text: 'Metformin 500 mg' }), 'Metformin 500 mg'],
    ['text in place of a concept', request('Metformin'), 'Metformin'],
    ['a code that is not in the table', request(coded('282464')), '282464'],
    [
      'a display that says what the code does not',
      request({ coding: [{ system: RXNORM, code: '9999999', display: 'Metformin' }] }),
      'Metformin',
    ],
    ['another system', request({ coding: [{ system: NDC, code: '00093-1048' }] }), '00093-1048'],
    ['a code without a system', request({ coding: [{ code: METFORMIN }] }), METFORMIN],
    ['a reference that nobody resolves', byReference({ reference: 'Medication/1' }), ''],
    ['its display', byReference({ reference: 'Medication/1', display: 'Metformin' }), 'Metformin'],
    ['a reference by identifier', byReference({ identifier: { value: '7' } }), ''],
    ['a contained one that is not there', byReference({ reference: '#m' }), ''],
    [
      'a Medication by its parts alone',
      { resourceType: 'Medication', ingredient: [{ itemCodeableConcept: coded('6809') }] },
      '',
    ],
    ['a list of concepts', request([coded(METFORMIN)]), ''],
    ['a coding that is no list', request({ coding: coded(METFORMIN).coding[0] }), ''],
    ['a code that is a number', request({ coding: [{ system: RXNORM, code: 860975 }] }), ''],
    ['a reason why there is none', request({ extension: [{ valueCode: 'unknown' }] }), ''],
    ['a reference that is none', byReference(5), ''],
    ['a member of R5 in a shape of its own', { ...byReference(undefined), medication: 'x' }, ''],
    [
      'two medicines under one name',
      request({ ...coded(METFORMIN, '1191'), text: 'A or B' }),
      'A or B',
    ],
  ])('%s', (_name, resource, name) => {
    const view = medicationView(resource)
    expect(view).toEqual({ state: 'unknown', ingredients: [], name })
    expect(contains(view, rxnorm.metformin)).toBeUndefined()
  })

  test('a reference that leads in a circle, or to something that is no Medication', () => {
    const circle = {
      resourceType: 'Medication',
      medicationReference: { reference: 'Medication/1' },
    }
    const request = byReference({ reference: 'Medication/1' })
    expect(medicationView(request, () => circle).state).toBe('unknown')
    expect(medicationView(request, () => request).state).toBe('unknown')
    expect(medicationView(request, () => undefined).state).toBe('unknown')
    expect(medicationView(request, () => null).state).toBe('unknown')
  })
})

describe('known', () => {
  test('by ingredient and salt; the name is the ingredient, whatever the display', () => {
    const concept = {
      coding: [{ system: RXNORM, code: METFORMIN, display: 'Aspirin' }],
      text: 'Aspirin',
    }
    expect(medicationView(request(concept))).toEqual({
      state: 'known',
      ingredients: ['6809', '235743'],
      name: 'metformin',
      code: METFORMIN,
      route: 'oral',
      form: 'Extended Release Oral Tablet',
    })
  })

  const medication = { resourceType: 'Medication', id: 'm', code: coded(METFORMIN) }
  test.each([
    ['a statement', { ...request(coded(METFORMIN)), resourceType: 'MedicationStatement' }],
    ['an order of DSTU2', { ...request(coded(METFORMIN)), resourceType: 'MedicationOrder' }],
    ['a Medication', medication],
    ['a contained Medication', byReference({ reference: '#m' }, { contained: [medication] })],
    ['a referenced Medication', byReference({ reference: 'Medication/m' })],
    ['a concept of R5', { medication: { concept: coded(METFORMIN) } }],
    ['a reference of R5', { medication: { reference: { reference: 'Medication/m' } } }],
    [
      'an empty concept beside a reference',
      {
        ...byReference({ reference: 'Medication/m' }),
        ...request({}),
        medicationReference: { reference: 'Medication/m' },
      },
    ],
    [
      'an alias of RxNorm',
      request({ coding: [{ system: 'urn:oid:2.16.840.1.113883.6.88', code: METFORMIN }] }),
    ],
    ['a code that is not in the table beside one that is', request(coded('9999999', METFORMIN))],
    ['ingredient and product, in any order', request(coded('6809', METFORMIN))],
  ])('%s', (_name, resource) => {
    const view = medicationView(resource, (reference) =>
      reference === 'Medication/m' ? medication : undefined,
    )
    expect(view).toMatchObject({
      state: 'known',
      name: 'metformin',
      code: METFORMIN,
      route: 'oral',
    })
    expect(contains(view, rxnorm.metformin)).toBe(true)
    expect(contains(view, rxnorm.aspirin)).toBe(false)
  })

  test('by every ingredient of a combination', () => {
    expect(medicationView(request(coded('979471')))).toMatchObject({
      ingredients: ['5487', '52175', '203160'],
      name: 'hydrochlorothiazide / losartan',
    })
  })

  test('by a salt: itself and its ingredient', () => {
    const view = medicationView(request(coded('11118')))
    expect(view.ingredients).toEqual(['40254', '11118'])
    expect(contains(view, rxnorm.valproicAcid)).toBe(true)
    expect(contains(view, rxnorm.divalproexSodium)).toBe(true)
  })
})

test('a view that many requests share cannot be changed by one of them', () => {
  const view = medicationView(request(coded('979471')))
  const again = medicationView(request(coded('979471')))
  expect(() => (view.ingredients as string[]).push('6809')).toThrow(TypeError)
  expect(() => Object.assign(view, { state: 'none' })).toThrow(TypeError)
  expect(again).toMatchObject({ state: 'known', ingredients: ['5487', '52175', '203160'] })
})

test('no JSON makes it throw, and it changes nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (concept, reference) => {
      const resource = { ...request(concept), medicationReference: reference }
      const before = structuredClone(resource)
      expect(['unknown', 'none']).toContain(medicationView(resource, () => resource).state)
      expect(resource).toEqual(before)
    }),
  )
})
