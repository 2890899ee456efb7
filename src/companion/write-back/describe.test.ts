import { expect, test } from '@jest/globals'
import { linesOf } from './describe.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const lines = (resource: { resourceType: string; [member: string]: unknown }) =>
  linesOf(resource).map(({ label, text }) => `${label}: ${plain(text)}`)
/** The value of an observation that says nothing else. */
const value = (members: object) => lines({ resourceType: 'Observation', ...members })

test('an order', () => {
  expect(
    lines({
      ...{
        resourceType: 'ServiceRequest',
        status: 'draft',
        intent: 'proposal',
        priority: 'urgent',
        subject: { reference: 'Patient/ada' },
      },
      code: { coding: [{ code: '4548-4', display: 'HbA1c' }] },
      occurrencePeriod: { start: '2026-03-01', end: '2026-04-01' },
      reasonCode: [{ text: 'Diabetes' }, {}],
      note: [{ text: 'Fasting is not needed.' }],
      authoredOn: '2026-02-28',
    }),
  ).toEqual([
    ...['What: HbA1c (4548-4)', 'Status: draft', 'Intent: proposal', 'Priority: urgent'],
    ...['About: Patient/ada', 'When: 1 Mar 2026 to 1 Apr 2026', 'Because of: Diabetes'],
    ...['Note: Fasting is not needed.', 'Authored on: 28 Feb 2026'],
  ])
})

test('an observation', () => {
  expect(
    lines({
      ...{ resourceType: 'Observation', code: { text: 'ASCVD risk' } },
      ...{ valueQuantity: { value: 8.84, unit: '%' }, effectiveDateTime: '2026-02-12T10:00:00Z' },
    }),
  ).toEqual(['What: ASCVD risk', 'Value: 8.84 %', 'When: 12 Feb 2026 10:00:00Z'])
})

test.each<[object, string]>([
  [{ valueQuantity: { value: 8.84321, unit: '%' } }, '8.84321 %'],
  [{ valueQuantity: { value: 12345.5, code: 'mg/dL' } }, '12345.5 mg/dL'],
  [{ valueQuantity: { value: 148, unit: 'mmHg', code: 'mm[Hg]' } }, '148 mmHg (mm[Hg])'],
  [{ valueQuantity: { value: 5, comparator: '<', unit: '%', code: '%' } }, '<5 %'],
  [{ valueBoolean: false }, 'no'],
  [{ valueInteger: 0 }, '0'],
  [{ valueString: ' 1,5 ' }, ' 1,5 '],
  [
    { valueCodeableConcept: { text: 'Never', coding: [{ code: '266919005' }] } },
    'Never (266919005)',
  ],
  [{ valueDateTime: '2026-02' }, 'Feb 2026'],
  [{ valueString: '2024-17' }, '2024-17'],
  [{ valueString: '2024-11' }, '2024-11'],
  [{ valueDateTime: '2024-17' }, '2024-17'],
  [{ valuePeriod: { start: '2026-02-01' } }, 'from 1 Feb 2026'],
  [{ valuePeriod: { end: '2026-02-01' } }, 'until 1 Feb 2026'],
  [{ valuePeriod: { start: '2026-02-01', end: '2026-02' } }, '1 Feb 2026 to Feb 2026'],
  [{ valueIdentifier: { system: 'urn:x', value: '7' } }, 'system: urn:x, value: 7'],
  [{ valueCoding: { system: 'http://loinc.org', code: '4548-4' } }, 'http://loinc.org|4548-4'],
  [
    { valueCodeableConcept: { coding: [{ system: 'urn:x', code: '1', display: 'One' }] } },
    'One (urn:x|1)',
  ],
  [
    { valueCodeableConcept: { text: 'One', coding: [{ code: '1', version: '2' }] } },
    'text: One, coding: code: 1, version: 2',
  ],
  [{ valueQuantity: { value: 1, unit: 'g', system: 'http://unitsofmeasure.org' } }, '1 g'],
  [{ valueQuantity: { value: 1, code: 'g', system: 'urn:x' } }, 'value: 1, code: g, system: urn:x'],
  [{ valueQuantity: { value: 1, unit: 5 } }, 'value: 1, unit: 5'],
  [{ valueReference: { type: 'Patient' } }, 'type: Patient'],
  [
    { valueReference: { reference: 'Patient/ada', type: 'Patient' } },
    'reference: Patient/ada, type: Patient',
  ],
  [{ valueRange: { low: { value: 1, unit: 'g' } } }, 'low: 1 g'],
])('a value is shown as it is written: %j', (members, text) => {
  expect(value(members)).toEqual([`Value: ${text}`])
})

test('each component of a panel', () => {
  const pressure = (code: string, text: string, value: number) => ({
    ...{ code: { text, coding: [{ code }] } },
    valueQuantity: { value, unit: 'mmHg' },
  })
  const component = [pressure('8480-6', 'Systolic', 148), pressure('8462-4', 'Diastolic', 90)]
  expect(value({ component })).toEqual([
    'Systolic (8480-6): 148 mmHg',
    'Diastolic (8462-4): 90 mmHg',
  ])
})

test('a component without a value, and one without a code', () => {
  const code = { text: 'Systolic', coding: [{ code: '8480-6' }] }
  expect(value({ component: [{ code }, { valueInteger: 7 }] })).toEqual([
    'Component: Systolic (8480-6)',
    'Value: 7',
  ])
})

test('the text of a document, and what is no text by its size', () => {
  const document = (attachment: object) =>
    lines({ resourceType: 'DocumentReference', content: [{ attachment }] })
  const data = btoa(String.fromCharCode(...new TextEncoder().encode('Größe: 1,80 m')))
  expect(document({ contentType: 'text/plain; charset=utf-8', data })).toEqual([
    'Content: Größe: 1,80 m',
  ])
  expect(document({ contentType: 'application/pdf', data: 'AAAA', title: 'Letter' })).toEqual([
    'Content: title: Letter, application/pdf, 3 bytes',
  ])
  expect(document({ contentType: 'text/plain', data: '%%' })).toEqual([
    'Content: text/plain, not readable',
  ])
})

test('a document beside whose text more is said', () => {
  const content = [
    { attachment: { contentType: 'text/plain', data: btoa('Note') }, format: { code: 'x' } },
  ]
  expect(lines({ resourceType: 'DocumentReference', content })).toEqual([
    'Content: attachment: Note, format: x',
  ])
})

test('nothing of it is left out, and what is odd does not throw', () => {
  expect(lines({ resourceType: 'DocumentReference' })).toEqual([])
  expect(
    lines({ resourceType: 'Observation', code: 3, note: 'x', valueQuantity: null, doNot: true }),
  ).toEqual(['What: 3', 'Note: x', 'Do not: yes'])
})
