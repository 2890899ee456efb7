import { expect, test } from '@jest/globals'
import { personOf } from './patient.ts'

const patient = (more: object) => personOf({ resourceType: 'Patient', ...more })

test.each([
  [
    [{ family: 'Old' }, { use: 'official', given: ['Ada', 'N.'], family: 'Okafor' }],
    'Ada N. Okafor',
  ],
  [[{ text: 'Dr Ada Okafor', family: 'Okafor' }], 'Dr Ada Okafor'],
  [[{ use: 'official' }], 'Name not recorded'],
  [[null], 'Name not recorded'],
  ['Ada', 'Name not recorded'],
  [undefined, 'Name not recorded'],
])('the name of %j', (name, expected) => {
  expect(patient({ name }).name).toBe(expected)
})

test('what is not recorded is said, not guessed', () => {
  expect(patient({})).toEqual({ name: 'Name not recorded', sex: 'not recorded', isDeceased: false })
})

test('the record number is the identifier of its type', () => {
  const identifier = [{ value: '1' }, { value: '2', type: { coding: [{ code: 'MR' }] } }]
  expect(patient({ identifier, deceasedDateTime: '2026' })).toMatchObject({
    ...{ mrn: '2', isDeceased: true },
  })
})
