import { expect, test } from '@jest/globals'
import { personOf } from './person.ts'

const now = new Date('2026-03-01T12:00:00Z')
const patient = (more: object) => personOf({ resourceType: 'Patient', ...more }, now)

test.each([
  [
    [{ family: 'Old' }, { use: 'official', given: ['Ada', 'N.'], family: 'Okafor' }],
    'Ada N. Okafor',
  ],
  [[{ text: 'Dr Ada Okafor', family: 'Okafor' }], 'Dr Ada Okafor'],
  [[{ use: 'official' }], undefined],
  [[{ text: ' ', family: 'Okafor' }], 'Okafor'],
  [[null], undefined],
  ['Ada', undefined],
  [undefined, undefined],
])('the name of %j', (name, expected) => {
  expect(patient({ name }).name).toBe(expected)
})

test('what is not recorded is absent, not guessed', () => {
  expect(patient({})).toEqual({ isDeceased: false })
})

test('ASVS 15.3.1 nothing else of it is given', () => {
  const more = { telecom: [{ value: '5' }], address: [{ city: 'x' }], contact: [{}], meta: {} }
  const all = { name: [{ family: 'Okafor', extension: [{}] }], birthDate: '1960-04-02', ...more }
  expect(patient({ id: 'ada', gender: 'female', ...all })).toEqual({
    ...{ name: 'Okafor', birthDate: '1960-04-02', sex: 'female', isDeceased: false },
  })
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
