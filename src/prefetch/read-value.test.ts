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

const included = {
  search: { mode: 'include' },
  resource: { resourceType: 'Practitioner', id: 'p' },
}
const match = { search: { mode: 'match' }, resource: { resourceType: 'Condition', id: 'c' } }
const found = (total: unknown, ...entry: readonly object[]) =>
  readValue(template, { resourceType: 'Bundle', type: 'searchset', total, entry })

test.each([
  ['one of two, and one included', found(2, match, included)],
  ['one of "two"', found('2', match)],
  [
    'one of two, and an outcome',
    found(2, match, {
      search: { mode: 'outcome' },
      resource: {
        resourceType: 'OperationOutcome',
        issue: [{ severity: 'information', code: 'informational' }],
      },
    }),
  ],
])('%s is partial: what was included is none of the total', (_, reading) => {
  expect(reading).toMatchObject({ state: 'some', partial: true, resources: { length: 1 } })
})

test('where one was found and only what was included is here, nobody says "none"', () => {
  expect(found(1, included)).toMatchObject({ state: 'absent' })
  expect(found('1')).toMatchObject({ state: 'absent' })
})

test.each([[1], [undefined], ['1'], ['one'], [null], [[2]]])(
  'a total of %j with one match is the whole',
  (total) => {
    expect(found(total, match, included)).toMatchObject({ state: 'some', partial: false })
  },
)

test('matches of an older type count as those of the type they became', () => {
  const orders = parseTemplate('MedicationRequest?patient={{context.patientId}}')
  const entry = [{ resource: { resourceType: 'MedicationOrder', id: 'm' } }]
  const bundle = { resourceType: 'Bundle', type: 'searchset', total: 1, entry }
  expect(readValue(orders, bundle)).toMatchObject({ state: 'some', partial: false })
})
