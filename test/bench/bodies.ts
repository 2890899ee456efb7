/** A patient-view request with everything that cardiometabolic-risk asks for, padded to a size. */
export function patientViewBody(bytes: number): string {
  const subject = { reference: 'Patient/bench' }
  const coded = (system: string, code: string, display: string) => ({
    coding: [{ system, code, display }],
    text: display,
  })
  const observation = (
    id: string,
    loinc: string,
    display: string,
    value: number,
    unit: string,
    date: string,
  ) => ({
    resource: {
      resourceType: 'Observation',
      id,
      meta: { versionId: '1', lastUpdated: '2026-10-01T08:30:00Z' },
      status: 'final',
      category: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/observation-category',
              code: 'laboratory',
              display: 'laboratory',
            },
          ],
        },
      ],
      code: coded('http://loinc.org', loinc, display),
      subject,
      encounter: { reference: `Encounter/${id}` },
      effectiveDateTime: date,
      issued: date,
      valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
    },
  })
  const panel = {
    resource: {
      resourceType: 'Observation',
      id: 'bp',
      status: 'final',
      code: coded('http://loinc.org', '85354-9', 'Blood pressure panel'),
      subject,
      effectiveDateTime: '2026-10-01T08:30:00Z',
      component: [
        {
          code: coded('http://loinc.org', '8480-6', 'Systolic'),
          valueQuantity: {
            value: 148,
            unit: 'mm[Hg]',
            system: 'http://unitsofmeasure.org',
            code: 'mm[Hg]',
          },
        },
        {
          code: coded('http://loinc.org', '8462-4', 'Diastolic'),
          valueQuantity: {
            value: 86,
            unit: 'mm[Hg]',
            system: 'http://unitsofmeasure.org',
            code: 'mm[Hg]',
          },
        },
      ],
    },
  }
  const smoking = {
    resource: {
      resourceType: 'Observation',
      id: 'smoking',
      status: 'final',
      code: coded('http://loinc.org', '72166-2', 'Tobacco smoking status'),
      subject,
      effectiveDateTime: '2026-10-01T08:30:00Z',
      valueCodeableConcept: coded('http://snomed.info/sct', '266919005', 'Never smoked'),
    },
  }
  const condition = (index: number) => ({
    fullUrl: `https://ehr.example/fhir/Condition/c${index}`,
    resource: {
      resourceType: 'Condition',
      id: `c${index}`,
      meta: { versionId: '1', lastUpdated: '2026-10-01T08:30:00Z' },
      clinicalStatus: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/condition-clinical',
            code: index % 3 === 0 ? 'active' : 'resolved',
          },
        ],
      },
      verificationStatus: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
            code: 'confirmed',
          },
        ],
      },
      category: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/condition-category',
              code: 'encounter-diagnosis',
              display: 'Encounter Diagnosis',
            },
          ],
        },
      ],
      code: coded(
        'http://snomed.info/sct',
        String(36_971_009 + index),
        'A finding of no interest here',
      ),
      subject,
      encounter: { reference: `Encounter/e${index}` },
      onsetDateTime: '2019-05-04T10:00:00Z',
      recordedDate: '2019-05-04T10:00:00Z',
    },
  })
  const medication = (index: number) => ({
    resource: {
      resourceType: 'MedicationRequest',
      id: `m${index}`,
      status: 'active',
      intent: 'order',
      subject,
      authoredOn: '2026-01-10T08:30:00Z',
      medicationCodeableConcept: coded(
        'http://www.nlm.nih.gov/research/umls/rxnorm',
        index % 2 === 0 ? '861007' : '197361',
        'A tablet',
      ),
      dosageInstruction: [
        {
          sequence: 1,
          timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
          asNeededBoolean: false,
        },
      ],
    },
  })
  const set = (entry: readonly object[]) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    total: entry.length,
    entry,
  })
  const date = '2026-10-01T08:30:00Z'
  const body = (more: number) => ({
    hook: 'patient-view',
    hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10',
    context: { userId: 'Practitioner/p1', patientId: 'bench', encounterId: 'e1' },
    prefetch: {
      patient: {
        resourceType: 'Patient',
        id: 'bench',
        gender: 'female',
        birthDate: '1960-02-01',
        name: [{ family: 'Bench', given: ['Ada'] }],
      },
      conditions: set(Array.from({ length: 6 + more }, (_, index) => condition(index))),
      medications: set(
        Array.from({ length: 4 + Math.floor(more / 8) }, (_, index) => medication(index)),
      ),
      allergies: set([]),
      lipids: set([
        observation('tc', '2093-3', 'Cholesterol', 220, 'mg/dL', date),
        observation('hdl', '2085-9', 'HDL', 45, 'mg/dL', date),
      ]),
      bloodPressure: set([panel]),
      smoking: set([smoking]),
      creatinine: set([observation('cr', '2160-0', 'Creatinine', 1.2, 'mg/dL', date)]),
      hba1c: set([observation('a1c', '4548-4', 'HbA1c', 6.7, '%', date)]),
      bmi: set([observation('bmi', '39156-5', 'BMI', 31, 'kg/m2', date)]),
      uacr: set([observation('uacr', '14959-1', 'UACR', 40, 'mg/g', date)]),
      egfr: set([]),
      fastingGlucose: set([]),
    },
  })
  const empty = JSON.stringify(body(0)).length
  const step = (JSON.stringify(body(80)).length - empty) / 80
  return JSON.stringify(body(Math.max(0, Math.round((bytes - empty) / step))))
}
