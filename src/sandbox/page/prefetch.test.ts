import { describe, expect, test } from '@jest/globals'
import { filled } from './prefetch.ts'

const context = { userId: 'Practitioner/p1', patientId: 'ada' }

describe('a template', () => {
  test.each([
    ['Patient/{{context.patientId}}', 'Patient/ada'],
    ['Observation?patient={{ context.patientId }}&code=a|b', 'Observation?patient=ada&code=a|b'],
    ['{{context.userId}}', 'Practitioner/p1'],
    ['Practitioner/{{userPractitionerId}}', 'Practitioner/p1'],
  ])('%s', (template, expected) => {
    expect(filled(template, context)).toBe(expected)
  })

  test.each([
    'Encounter/{{context.encounterId}}',
    'Patient/{{userPatientId}}',
    'Observation?date=gt{{today() - 90 days}}',
  ])('%s is not asked without what it needs', (template) => {
    expect(filled(template, context)).toBeUndefined()
  })
})
