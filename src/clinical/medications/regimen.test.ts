import { expect, test } from '@jest/globals'
import { replacedBy } from './regimen.ts'

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
