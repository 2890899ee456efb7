import { describe, expect, test } from '@jest/globals'
import { condition, observation } from '../../testing.ts'
import { LOINC, SNOMED } from '../codes/systems.ts'
import { pregnancyOf } from './pregnancy.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const pregnant = (more: object = {}) => condition('77386006', more)
const answered = (loinc: string, snomed: string, date: string, more: object = {}) => ({
  ...observation(loinc, 0, '1', date),
  valueQuantity: undefined,
  valueCodeableConcept: { coding: [{ system: SNOMED, code: snomed }] },
  ...more,
})
const due = (date: string, seen = '2026-02-01') => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: LOINC, code: '11778-8' }] },
  effectiveDateTime: seen,
  valueDateTime: date,
})
const of = (conditions: readonly unknown[], observations: readonly unknown[] = []) =>
  pregnancyOf(conditions, observations, NOW)
const NOT = { state: 'not-recorded' }

describe('pregnancy', () => {
  test('an active problem says so, with or without a date', () => {
    expect(of([pregnant()])).toEqual({
      state: 'pregnant',
      evidence: 'pregnancy is on the problem list',
    })
    expect(of([pregnant({ onsetDateTime: '2025-12-01' })])).toMatchObject({ state: 'pregnant' })
  })

  test.each([
    ['is resolved', pregnant({ clinicalStatus: { coding: [{ code: 'resolved' }] } })],
    ['was refuted', pregnant({ verificationStatus: { coding: [{ code: 'refuted' }] } })],
    ['is of two years ago', pregnant({ onsetDateTime: '2024-03-01' })],
    ['is another', condition('44054006')],
  ])('a problem that %s does not', (_, each) => {
    expect(of([each])).toEqual(NOT)
  })

  test.each([
    ['2026-12-06', 0],
    ['2026-07-19', 20],
    ['2026-07-20', 19],
    ['2026-03-01', 40],
    ['2026-02-15', 42],
  ])('delivery expected on %s is week %d', (date, week) => {
    expect(of([], [due(date)])).toMatchObject({ state: 'pregnant', week })
  })

  test.each(['2026-02-13', '2026-12-08', 'soon', '2026'])(
    'delivery expected on %s says nothing',
    (date) => {
      expect(of([], [due(date)])).toEqual(NOT)
    },
  )

  test('the week of one entry goes with the evidence of another', () => {
    expect(of([pregnant()], [due('2026-07-19')])).toMatchObject({ state: 'pregnant', week: 20 })
  })

  test('a status or a positive test within 40 weeks says so', () => {
    expect(of([], [answered('82810-3', '77386006', '2026-01-02')])).toMatchObject({
      evidence: '“pregnant” recorded 2026-01-02',
    })
    expect(of([], [answered('2106-3', '10828004', '2025-06-01')])).toMatchObject({
      evidence: 'positive pregnancy test 2025-06-01',
    })
  })

  test.each([
    ['a positive test of 41 weeks ago', answered('2106-3', '10828004', '2025-05-01')],
    ['a negative test', answered('2106-3', '260385009', '2026-02-01')],
    ['a number, which has no answer', observation('2118-8', 5000, 'm[IU]/mL')],
    ['a preliminary test', answered('2106-3', '10828004', '2026-02-01', { status: 'preliminary' })],
    ['a positive answer to something else', answered('4548-4', '10828004', '2026-02-01')],
  ])('%s says nothing', (_, each) => {
    expect(of([], [each])).toEqual(NOT)
  })

  test('a delivery or "not pregnant" after it ends it, one before it does not', () => {
    const positive = answered('2106-3', '10828004', '2025-09-01')
    const notPregnant = (date: string) => answered('82810-3', '60001007', date)
    expect(of([], [positive, notPregnant('2025-12-01')])).toEqual(NOT)
    expect(of([], [positive, notPregnant('2025-08-01')])).toMatchObject({ state: 'pregnant' })
    const delivered = condition('0', {
      code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z37.0' }] },
      onsetDateTime: '2026-02-01',
    })
    expect(of([delivered], [positive])).toEqual(NOT)
  })

  test.each([null, 5, {}, [], { resourceType: 'Observation', valueDateTime: 5 }])(
    'rubbish says nothing: %j',
    (each) => {
      expect(of([each], [each])).toEqual(NOT)
    },
  )
})
