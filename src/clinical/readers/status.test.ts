import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { counts, isActive } from './status.ts'

const now = new Date('2026-03-01T12:00:00Z')
const concept = (code: string) => ({ coding: [{ code }] })
const of = (resourceType: string, rest: object = {}) => ({ resourceType, ...rest })

describe('what does not count', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'final'],
    ['an observation without status', of('Observation')],
    ...['registered', 'preliminary', 'cancelled', 'entered-in-error', 'unknown', ''].map(
      (status) => [`an observation: ${status}`, of('Observation', { status })] as const,
    ),
    ['a report: partial', of('DiagnosticReport', { status: 'partial' })],
    ['a condition refuted', of('Condition', { verificationStatus: concept('refuted') })],
    ['a condition in error', of('Condition', { verificationStatus: concept('entered-in-error') })],
    ['a condition refuted, in text', of('Condition', { verificationStatus: { text: 'Refuted' } })],
    [
      'refuted in the second coding',
      of('Condition', { verificationStatus: { coding: [{ code: 'x' }, { code: 'refuted' }] } }),
    ],
    ['a condition refuted, DSTU2', of('Condition', { verificationStatus: 'refuted' })],
    ['an allergy refuted, DSTU2', of('AllergyIntolerance', { status: 'refuted' })],
    ['an allergy in error', of('AllergyIntolerance', { verificationStatus: 'entered-in-error' })],
    ...['entered-in-error', 'cancelled', 'draft'].map(
      (status) => [`a prescription: ${status}`, of('MedicationRequest', { status })] as const,
    ),
    ['not to be given', of('MedicationRequest', { status: 'active', doNotPerform: true })],
    ['not taken', of('MedicationStatement', { status: 'not-taken' })],
    ['not taken, STU3', of('MedicationStatement', { status: 'active', taken: 'n' })],
    ['not taken, DSTU2', of('MedicationStatement', { status: 'active', wasNotTaken: true })],
    ['a procedure without status', of('Procedure')],
    ...['preparation', 'not-done', 'stopped', 'on-hold', 'unknown'].map(
      (status) => [`a procedure: ${status}`, of('Procedure', { status })] as const,
    ),
    ['a procedure not done, DSTU2', of('Procedure', { status: 'completed', notPerformed: true })],
    ['a vaccine not given', of('Immunization', { status: 'not-done' })],
    ['a vaccine not given, STU3', of('Immunization', { status: 'completed', notGiven: true })],
    ['an order revoked', of('ServiceRequest', { status: 'revoked' })],
    ['tomorrow week', of('Observation', { status: 'final', effectiveDateTime: '2026-03-08' })],
    ['next year', of('Condition', { onsetDateTime: '2027' })],
    ['written next week', of('MedicationRequest', { status: 'active', authoredOn: '2026-03-08' })],
  ])('%s', (_name, resource) => expect(counts(resource, now)).toBe(false))
})

describe('what counts', () => {
  test.each([
    ...['final', 'amended', 'corrected'].map(
      (status) => [`an observation: ${status}`, of('Observation', { status })] as const,
    ),
    ['a report: appended', of('DiagnosticReport', { status: 'appended' })],
    ['a condition', of('Condition')],
    ['a provisional condition', of('Condition', { verificationStatus: concept('provisional') })],
    ['a resolved condition', of('Condition', { clinicalStatus: concept('resolved') })],
    ['a stopped medicine', of('MedicationRequest', { status: 'stopped' })],
    [
      'a medicine with a planned end',
      of('MedicationStatement', {
        status: 'active',
        effectivePeriod: { start: '2026-01-01', end: '2026-12-31' },
      }),
    ],
    ['a procedure in progress', of('Procedure', { status: 'in-progress' })],
    ['this year', of('Observation', { status: 'final', effectiveDateTime: '2026' })],
    ['tomorrow, elsewhere', of('Observation', { status: 'final', issued: '2026-03-02' })],
    ['an appointment to come', of('Appointment', { status: 'booked', date: '2026-05-01' })],
    ['an order to come', of('ServiceRequest', { occurrenceDateTime: '2026-05-01' })],
    ['a type that we do not know', of('Basic')],
  ])('%s', (_name, resource) => expect(counts(resource, now)).toBe(true))
})

test('no JSON makes them throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (thing, resourceType) => {
      const resource = typeof thing === 'object' ? { ...thing, resourceType } : thing
      expect([true, false]).toContain(counts(resource, now))
      expect([true, false]).toContain(isActive(resource))
    }),
  )
})

describe('active', () => {
  test.each([
    [of('Condition'), true],
    [of('Condition', { clinicalStatus: concept('active') }), true],
    [of('Condition', { clinicalStatus: concept('recurrence') }), true],
    [of('Condition', { clinicalStatus: concept('relapse') }), true],
    [of('Condition', { clinicalStatus: 'active' }), true],
    [of('Condition', { clinicalStatus: { text: 'Active' } }), true],
    [of('Condition', { clinicalStatus: concept('inactive') }), false],
    [of('Condition', { clinicalStatus: concept('remission') }), false],
    [of('Condition', { clinicalStatus: 'resolved' }), false],
    [of('Condition', { clinicalStatus: { text: 'Resolved' } }), false],
    [of('Condition', { clinicalStatus: concept('55561003') }), true],
    [of('Condition', { abatementDateTime: '2025-01-01' }), false],
    [of('Condition', { abatementBoolean: true }), false],
    [of('Condition', { abatementBoolean: false }), true],
    [of('Condition', { clinicalStatus: concept('active'), abatementString: 'x' }), true],
    [of('Condition', { verificationStatus: concept('entered-in-error') }), false],
    [of('Condition', { verificationStatus: 'refuted', clinicalStatus: 'active' }), false],
    [of('AllergyIntolerance'), true],
    [of('AllergyIntolerance', { clinicalStatus: concept('inactive') }), false],
    [of('AllergyIntolerance', { status: 'confirmed' }), true],
    [of('AllergyIntolerance', { status: 'resolved' }), false],
    [of('AllergyIntolerance', { status: 'refuted' }), false],
    [of('MedicationRequest', { status: 'active' }), true],
    [of('MedicationRequest', { status: 'active', intent: 'order' }), true],
    [of('MedicationRequest', { status: 'active', intent: 'proposal' }), false],
    [of('MedicationRequest', { status: 'active', intent: 'plan' }), false],
    [of('MedicationRequest', { status: 'active', doNotPerform: true }), false],
    [of('MedicationRequest', { status: 'on-hold' }), false],
    [of('MedicationRequest', { status: 'draft' }), false],
    [of('MedicationRequest'), false],
    [of('MedicationOrder', { status: 'active' }), true],
    [of('MedicationStatement', { status: 'active' }), true],
    [of('MedicationStatement', { status: 'active', taken: 'n' }), false],
    [of('MedicationStatement', { status: 'completed' }), false],
    [of('MedicationAdministration', { status: 'in-progress' }), true],
    [undefined, false],
    [null, false],
  ])('%j: %s', (resource, active) => expect(isActive(resource)).toBe(active))
})
