import { expect, test } from '@jest/globals'
import { search } from './search.ts'

const appointment = (id: string, ...actors: readonly string[]) => ({
  resourceType: 'Appointment',
  id,
  status: 'booked',
  participant: actors.map((reference) => ({ actor: { reference }, status: 'accepted' })),
})

test('an appointment is found by the patient who takes part, whoever else does', () => {
  const all = [
    appointment('mine', 'Practitioner/edith', 'Patient/edith'),
    appointment('other', 'Patient/bruno'),
    appointment('no patient', 'Practitioner/edith'),
  ]
  const found = search('Appointment', all, new URLSearchParams('patient=edith&status=booked'))
  expect(found.map(({ id }) => id)).toEqual(['mine'])
})
