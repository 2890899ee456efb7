import { expect, test } from '@jest/globals'
import { RXNORM } from '../codes/systems.ts'
import { currentMedicines, replacedBy } from './regimen.ts'

const order = (reference: unknown, id: unknown = 'new') => ({
  resource: { resourceType: 'MedicationRequest', id, priorPrescription: { reference } },
})
const medicine = (id: unknown, resourceType = 'MedicationRequest') => ({
  resource: { resourceType, id },
})

test.each([
  ['it says so', order('MedicationRequest/old'), medicine('old'), true],
  ['by an absolute reference', order('https://e.org/MedicationRequest/old'), medicine('old'), true],
  ['by a version', order('MedicationRequest/old/_history/2'), medicine('old'), true],
  [
    'the number of a version is no id',
    order('MedicationRequest/1/_history/2'),
    medicine('2'),
    false,
  ],
  ['it names another type', order('Medication/old'), medicine('old'), false],
  ['the same order, changed', order(undefined, 'same'), medicine('same'), true],
  [
    'the same id of another type',
    order(undefined, 'same'),
    medicine('same', 'MedicationStatement'),
    false,
  ],
  ['neither has an id', order(undefined, undefined), medicine(undefined), false],
  ['it names none', order(7), medicine('old'), false],
])('an order takes the place of a medicine: %s', (_name, one, other, expected) => {
  expect(replacedBy([one])(other)).toBe(expected)
})

const sertraline = { coding: [{ system: RXNORM, code: '312941' }] }
const taken = (members: object) => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  medicationCodeableConcept: sertraline,
  ...members,
})

test.each([
  ['active', {}, 'known', 'sertraline'],
  ['nothing is said of it', { medicationCodeableConcept: undefined }, 'unknown', ''],
  ['no status, as DSTU2 allows', { status: undefined }, 'unknown', 'sertraline, of unknown status'],
  ['status unknown', { status: 'unknown' }, 'unknown', 'sertraline, of unknown status'],
  ['a status in a list', { status: ['active'] }, 'unknown', 'sertraline, of unknown status'],
  [
    'a status that FHIR does not have',
    { status: 'ok' },
    'unknown',
    'sertraline, of unknown status',
  ],
  [
    'neither status nor medicine',
    { status: null, medicationCodeableConcept: undefined },
    'unknown',
    '',
  ],
])('a current medicine: %s', (_name, members, state, name) =>
  expect(currentMedicines([taken(members)])).toEqual([
    expect.objectContaining({ medication: expect.objectContaining({ state, name }) }),
  ]),
)

test.each([['on-hold'], ['stopped'], ['completed'], ['draft'], ['entered-in-error'], ['ended']])(
  'no current medicine: %s',
  (status) => expect(currentMedicines([taken({ status })])).toEqual([]),
)

test.each([
  ['a proposal', { intent: 'proposal' }],
  ['not to be given', { doNotPerform: true }],
])('no current medicine, whatever its status: %s', (_name, members) =>
  expect(currentMedicines([taken({ ...members, status: undefined })])).toEqual([]),
)
