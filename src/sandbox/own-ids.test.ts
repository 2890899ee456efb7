import { expect, test } from '@jest/globals'
import { withOwnIds } from './own-ids.ts'

test('ids and references go together, however they are written', () => {
  const entries = [
    { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Patient', id: 'p' } },
    {
      fullUrl: 'https://ehr.example/fhir/Encounter/e',
      resource: {
        resourceType: 'Encounter',
        id: 'e',
        subject: { reference: 'urn:uuid:1' },
        partOf: { reference: 'https://other.example/fhir/Encounter/e' },
        serviceProvider: { reference: 'Organization/unknown' },
      },
    },
    {
      resource: {
        resourceType: 'Condition',
        subject: { reference: 'Patient/p' },
        encounter: { reference: 'https://ehr.example/fhir/Encounter/e/_history/2' },
        note: [{ text: 'Patient/p' }],
      },
    },
    { resource: { resourceType: 'Condition', id: 'x'.repeat(64) } },
  ]
  expect(withOwnIds(entries, 'own-1')).toEqual([
    { resourceType: 'Patient', id: 'own-1' },
    {
      resourceType: 'Encounter',
      id: 'own-1-e',
      subject: { reference: 'Patient/own-1' },
      partOf: { reference: 'Encounter/own-1-e' },
      serviceProvider: { reference: 'Organization/unknown' },
    },
    {
      resourceType: 'Condition',
      id: 'own-1.2',
      subject: { reference: 'Patient/own-1' },
      encounter: { reference: 'Encounter/own-1-e' },
      note: [{ text: 'Patient/p' }],
    },
    { resourceType: 'Condition', id: 'own-1.3' },
  ])
})

test('an id that FHIR does not allow is replaced by one that can be referred to', () => {
  const entries = [
    { resource: { resourceType: 'Patient', id: 'my_patient' } },
    { resource: { resourceType: 'Medication', id: 'my_drug' } },
    {
      resource: {
        resourceType: 'MedicationRequest',
        id: 'r',
        subject: { reference: 'Patient/my_patient' },
        medicationReference: { reference: 'Medication/my_drug/_history/1' },
      },
    },
  ]
  expect(withOwnIds(entries, 'own-1').slice(1)).toEqual([
    { resourceType: 'Medication', id: 'own-1.1' },
    {
      resourceType: 'MedicationRequest',
      id: 'own-1-r',
      subject: { reference: 'Patient/own-1' },
      medicationReference: { reference: 'Medication/own-1.1' },
    },
  ])
})
