import { describe, expect, test } from '@jest/globals'
import { parameterOf, parametersByType } from '../fhir/memory/parameters.ts'
import { elementAbout, patientOf } from './compartment.ts'

test.each([
  ['Patient/p', 'p'],
  ['Patient/p/_history/2', 'p'],
  ['https://ehr.example/fhir/Patient/p', 'p'],
  ['https://ehr.example/fhir/Patient/p/_history/2', 'p'],
  ['Group/p', undefined],
  ['Patient/no id', undefined],
  ['Patient/p#contained', undefined],
  ['#p', undefined],
  ['urn:uuid:11111111-1111-4111-8111-111111111111', undefined],
])('%s is a reference to %s', (reference, id) => {
  expect(patientOf({ resourceType: 'Observation', subject: { reference } })).toBe(id)
})

describe('whom a record is about', () => {
  const searched = [...parametersByType().keys()].filter((type) => parameterOf(type, 'patient'))

  test.each(searched)('%s: as a search for the patient finds it', (resourceType) => {
    expect(elementAbout({ resourceType })).toBe(parameterOf(resourceType, 'patient')?.element)
  })

  test.each([
    ['Appointment', 'participant'],
    ['DeviceRequest', 'subject'],
    ['NutritionOrder', 'patient'],
    ['Task', 'for'],
    ['VisionPrescription', 'patient'],
  ])('%s: %s', (resourceType, element) => {
    expect(elementAbout({ resourceType })).toBe(element)
  })
})
