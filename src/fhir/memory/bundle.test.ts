import { expect, test } from '@jest/globals'
import { resourcesOf } from './bundle.ts'

const bundle = {
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [
    { fullUrl: 'urn:uuid:p-1', resource: { resourceType: 'Patient', id: 'one' } },
    {
      fullUrl: 'urn:uuid:e-1',
      resource: {
        resourceType: 'Encounter',
        subject: { reference: 'urn:uuid:p-1', display: 'urn:uuid:' },
        participant: [{ individual: { reference: 'Practitioner/7' } }],
        diagnosis: [{ condition: { reference: 'urn:uuid:unknown' } }],
        partOf: { reference: 'urn:uuid:e-1' },
      },
    },
  ],
}

test('references between entries become Type/id throughout; others stay', () => {
  expect(resourcesOf(bundle)).toEqual([
    { resourceType: 'Patient', id: 'one' },
    {
      resourceType: 'Encounter',
      id: 'e-1',
      subject: { reference: 'Patient/one', display: 'urn:uuid:' },
      participant: [{ individual: { reference: 'Practitioner/7' } }],
      diagnosis: [{ condition: { reference: 'urn:uuid:unknown' } }],
      partOf: { reference: 'Encounter/e-1' },
    },
  ])
})

test('the Bundle is left as it was', () => {
  const before = structuredClone(bundle)
  resourcesOf(bundle)
  expect(bundle).toEqual(before)
})

test('entries without resource and Bundles without entries give nothing', () => {
  expect(resourcesOf({ resourceType: 'Bundle' })).toEqual([])
  expect(resourcesOf({ resourceType: 'Bundle', entry: [{ fullUrl: 'urn:uuid:x' }] })).toEqual([])
})

test('what is no Bundle, or has no id to be had, is an error', () => {
  expect(() => resourcesOf({ resourceType: 'Patient' })).toThrow('Not a Bundle')
  const entry = [{ fullUrl: 'https://a.example/x', resource: { resourceType: 'Patient' } }]
  expect(() => resourcesOf({ resourceType: 'Bundle', entry })).toThrow('A Patient has no id')
})
