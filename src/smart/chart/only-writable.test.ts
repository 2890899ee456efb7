import { describe, expect, test } from '@jest/globals'
import { CdsError } from '../../errors.ts'
import type { Writable } from '../registration/scopes.ts'
import { onlyWritable } from './only-writable.ts'

/** The members that are refused; none where it may be written. */
function refused(type: Writable, members: object): readonly (string | undefined)[] {
  try {
    onlyWritable(type, { resourceType: type, subject: { reference: 'Patient/ada' }, ...members })
    return []
  } catch (error) {
    if (!(error instanceof CdsError)) throw error
    return error.problems.map(({ field }) => field)
  }
}

const loinc = { coding: [{ system: 'http://loinc.org', code: '4548-4', display: 'HbA1c' }] }

describe('what suggestions hold may be written', () => {
  test.each<[Writable, object]>([
    ['ServiceRequest', { status: 'draft', intent: 'order', code: { ...loinc, text: 'HbA1c' } }],
    ['ServiceRequest', { occurrencePeriod: { start: '2026-03-01', end: '2026-03-08' } }],
    [
      'ServiceRequest',
      { authoredOn: '2026-02-12', reasonCode: [{ text: 'CKD' }], priority: 'urgent' },
    ],
    ['Observation', { status: 'final', code: loinc, valueQuantity: { value: 8.8, unit: '%' } }],
    [
      'Observation',
      { component: [{ code: loinc, valueQuantity: { value: 120, code: 'mm[Hg]' } }] },
    ],
    [
      'DocumentReference',
      { content: [{ attachment: { contentType: 'text/plain', data: 'QQ==' } }] },
    ],
  ])('%s: %j', (type, members) => {
    expect(refused(type, members)).toEqual([])
  })
})

describe('what names others, leads elsewhere or hides may not', () => {
  test.each<[Writable, object, string]>([
    ['Observation', { performer: [{ reference: 'Practitioner/7' }] }, 'Observation.performer'],
    ['Observation', { derivedFrom: [{ reference: 'Observation/x' }] }, 'Observation.derivedFrom'],
    ['Observation', { intent: 'order' }, 'Observation.intent'],
    [
      'Observation',
      { component: [{ code: loinc }, { extension: [] }] },
      'Observation.component[1].extension',
    ],
    [
      'DocumentReference',
      { author: [{ reference: 'Practitioner/7' }] },
      'DocumentReference.author',
    ],
    [
      'DocumentReference',
      { content: [{ attachment: { url: 'https://x.example' } }] },
      'DocumentReference.content[0].attachment.url',
    ],
    ['ServiceRequest', { encounter: { reference: 'Encounter/x' } }, 'ServiceRequest.encounter'],
    ['ServiceRequest', { subject: { identifier: {} } }, 'ServiceRequest.subject.reference'],
  ])('%s: %j', (type, members, field) => {
    expect(refused(type, members)).toContain(field)
  })
})

test('ten problems at most are told, each once', () => {
  const unknown = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x${index}`, 1]))
  expect(refused('Observation', unknown)).toEqual(['Observation'])
  const component = Array.from({ length: 500 }, () => ({ extension: [] }))
  expect(refused('Observation', { component })).toHaveLength(10)
})
