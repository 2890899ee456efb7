import { expect, test } from '@jest/globals'
import { fillTemplate } from './fill.ts'
import { parseTemplate } from './template.ts'

const filled = (text: string, context: Readonly<Record<string, unknown>>) =>
  fillTemplate(parseTemplate(text), context)

test.each([
  ['an id', 'Patient/{{context.patientId}}', { patientId: 'a-1.B' }, 'Patient/a-1.B'],
  [
    'several ids',
    'MedicationRequest?_id={{context.selections}}',
    { selections: ['MedicationRequest/a', 'b'] },
    'MedicationRequest?_id=MedicationRequest/a,b',
  ],
  [
    'the user, of the type that is asked for',
    'Practitioner/{{userPractitionerId}}',
    { userId: 'Practitioner/p1' },
    'Practitioner/p1',
  ],
  [
    'another kind of user',
    'Practitioner/{{userPractitionerId}}',
    { userId: 'PractitionerRole/p1' },
    undefined,
  ],
])('%s', (_, text, context, query) => {
  expect(filled(text, context)).toBe(query)
})

test.each([
  undefined,
  null,
  7,
  '',
  '..',
  '.',
  'a b',
  'a/b',
  'a&code=1',
  'a?b',
  'a,b',
  'a%2fb',
  '../Patient/a',
  'Patient/..',
  'a'.repeat(65),
  [],
  ['a', '../b'],
  { id: 'a' },
])('%j is nothing to be filled in', (encounterId) => {
  expect(filled('Encounter/{{context.encounterId}}', { encounterId })).toBeUndefined()
})
