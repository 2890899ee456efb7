import { expect, test } from '@jest/globals'
import { readValue } from './read-value.ts'
import { parseTemplate } from './template.ts'

const template = parseTemplate('Condition?patient={{context.patientId}}')
const bundle = (count: number) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: Array.from({ length: count }, (_, index) => ({
    resource: { resourceType: 'Condition', id: `c${index}` },
  })),
})

test('T14 5,000 entries of one key are used, and are the whole', () => {
  expect(readValue(template, bundle(5000))).toMatchObject({
    state: 'some',
    partial: false,
    resources: { length: 5000 },
  })
})

test('T14 of 5,001 entries 5,000 are used, and the data are partial: never taken for the whole', () => {
  expect(readValue(template, bundle(5001))).toMatchObject({
    state: 'some',
    partial: true,
    resources: { length: 5000 },
  })
})

test('T14 where the template asked for fewer, these are the whole', () => {
  const few = parseTemplate('Condition?patient={{context.patientId}}&_count=10')
  expect(readValue(few, bundle(5001))).toMatchObject({ state: 'some', partial: false })
})
