const day = (daysAgo: number) =>
  new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)

const laboratory = (id: string, code: string, value: number, unit: string, daysAgo: number) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code }] },
  subject: { reference: 'Patient/ada' },
  effectiveDateTime: day(daysAgo),
  valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
})

/** A patient whose kidney function is low and has fallen; and somebody else. */
export const resources: readonly unknown[] = [
  {
    resourceType: 'Patient',
    id: 'ada',
    gender: 'female',
    birthDate: '1960-04-02',
    name: [{ family: 'Quill', given: ['Ada'] }],
  },
  { resourceType: 'Patient', id: 'bob', gender: 'male', birthDate: '1950-01-01' },
  laboratory('a1c', '4548-4', 6.7, '%', 20),
  laboratory('cr', '2160-0', 1.6, 'mg/dL', 20),
  laboratory('cr-old', '2160-0', 1.2, 'mg/dL', 800),
  {
    ...laboratory('bob-cr', '2160-0', 9.9, 'mg/dL', 1),
    subject: { reference: 'Patient/bob' },
  },
]
