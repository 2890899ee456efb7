import { expect, test } from '@jest/globals'
import { pamaRated } from './pama-rating.ts'

const order = { resourceType: 'ServiceRequest', id: 'order', status: 'draft' }
const RATING = {
  url: 'http://fhir.org/argonaut/Extension/pama-rating',
  valueCodeableConcept: {
    coding: [
      { system: 'http://fhir.org/argonaut/CodeSystem/pama-rating', code: 'not-appropriate' },
    ],
  },
}

test('the rating stands beside what the order has', () => {
  const other = { url: 'https://example.org/other', valueBoolean: true }
  expect(pamaRated({ ...order, extension: [other] }, 'not-appropriate')).toEqual({
    type: 'update',
    description: 'Imaging appropriateness: not appropriate',
    resource: { ...order, extension: [other, RATING] },
  })
})

test('a rating of another service stays, and an order without an id cannot be changed', () => {
  expect(pamaRated({ ...order, extension: [RATING] }, 'appropriate')).toBeUndefined()
  expect(pamaRated({ resourceType: 'ServiceRequest' }, 'appropriate')).toBeUndefined()
})
