import { describe, expect, test } from '@jest/globals'
import { everyScoreNeeds } from '../../engine/advice.ts'
import { scopesFor, writesOf } from './scopes.ts'

describe('the types that a scope lets us create', () => {
  test.each([
    ['patient/ServiceRequest.c', ['ServiceRequest']],
    ['patient/ServiceRequest.cruds user/Observation.write', ['ServiceRequest', 'Observation']],
    ['patient/*.*', ['ServiceRequest', 'Observation', 'DocumentReference']],
    ['patient/*.cu', ['ServiceRequest', 'Observation', 'DocumentReference']],
    ['patient/ServiceRequest.rs patient/Observation.read patient/DocumentReference.u', []],
    ['patient/MedicationRequest.c', []],
    // For some of them only, and each would have to be judged.
    ['patient/Observation.c?category=laboratory', []],
    ['launch openid fhirUser', []],
    ['epic.scanning.dmsusername', []],
    ['', []],
  ])('%s', (scope, types) => {
    expect(writesOf(scope)).toEqual(types)
  })
})

test('what the scores read is worked out once', () => {
  expect(everyScoreNeeds().length).toBeGreaterThan(0)
  expect(everyScoreNeeds()).toBe(everyScoreNeeds())
})

describe('the scopes that are asked for', () => {
  test('leave out what the server does not know', () => {
    const scopes = scopesFor(['Patient'], { capabilities: ['permission-v2'], scopes: [] }, 'launch')
    expect(scopes.split(' ')).not.toContain('online_access')
    expect(scopes.split(' ')).toContain('patient/Patient.rs')
  })

  test('are the operator’s, where there are any', () => {
    const support = { capabilities: ['permission-v2'] }
    expect(scopesFor(['Patient'], support, 'launch/patient', ['openid', 'patient/*.rs'])).toBe(
      'launch/patient openid patient/*.rs',
    )
  })
})
