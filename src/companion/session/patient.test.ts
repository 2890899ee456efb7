import { expect, test } from '@jest/globals'
import { personOf } from './patient.ts'

const now = new Date('2026-03-01T12:00:00Z')
const patient = (more: object) => personOf({ resourceType: 'Patient', ...more }, now)

test.each([
  [
    [{ family: 'Old' }, { use: 'official', given: ['Ada', 'N.'], family: 'Okafor' }],
    'Ada N. Okafor',
  ],
  [[{ text: 'Dr Ada Okafor', family: 'Okafor' }], 'Dr Ada Okafor'],
  [[{ use: 'official' }], 'Name not recorded'],
  [[{ text: ' ', family: 'Okafor' }], 'Okafor'],
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
  const identifier = [null, { value: '1' }, { value: '2', type: { coding: [{ code: 'MR' }] } }]
  expect(patient({ identifier })).toMatchObject({ mrn: '2' })
})

test.each([
  [{ deceasedBoolean: true }, true],
  [{ deceasedDateTime: '2026' }, true],
  [{ deceasedDateTime: 'some day' }, true],
  [{ deceasedDateTime: '2026-03-04' }, false],
  [{ deceasedDateTime: null }, false],
  [{ deceasedBoolean: false }, false],
])('deceased as the rules have it: %j', (more, isDeceased) => {
  expect(patient(more)).toMatchObject({ isDeceased })
})
