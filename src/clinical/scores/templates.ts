/**
 * The queries that scores and rules share. One analyte's codes are the confirmed ones of its group
 * (codes.md section 2); equal text is asked once per service. `_count` leaves room for results that do
 * not count, such as preliminary ones.
 */
export const templates = {
  patient: 'Patient/{{context.patientId}}',
  conditions: 'Condition?patient={{context.patientId}}',
  medications: 'MedicationRequest?patient={{context.patientId}}&status=active',
  allergies: 'AllergyIntolerance?patient={{context.patientId}}',
  creatinine:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|2160-0,http://loinc.org|38483-4,http://loinc.org|14682-9,http://loinc.org|77140-2,http://loinc.org|59826-8,http://loinc.org|35203-9,http://loinc.org|21232-4&_sort=-date&_count=5',
  egfr: 'Observation?patient={{context.patientId}}&code=http://loinc.org|98979-8&_sort=-date&_count=5',
  hba1c:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|4548-4,http://loinc.org|17856-6,http://loinc.org|17855-8,http://loinc.org|4549-2,http://loinc.org|59261-8&_sort=-date&_count=5',
  lipids:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|2093-3,http://loinc.org|14647-2,http://loinc.org|2085-9,http://loinc.org|14646-4&_sort=-date&_count=20',
  bloodPressure:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|85354-9,http://loinc.org|55284-4,http://loinc.org|8480-6&_sort=-date&_count=10',
  bmi: 'Observation?patient={{context.patientId}}&code=http://loinc.org|39156-5&_sort=-date&_count=5',
  smoking:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|72166-2&_sort=-date&_count=5',
  uacr: 'Observation?patient={{context.patientId}}&code=http://loinc.org|14959-1,http://loinc.org|9318-7,http://loinc.org|32294-1,http://loinc.org|30000-4,http://loinc.org|14585-4,http://loinc.org|13705-9,http://loinc.org|76401-9,http://loinc.org|14958-3,http://loinc.org|44292-1,http://loinc.org|59159-4,http://loinc.org|77253-3,http://loinc.org|77254-1&_sort=-date&_count=5',
  cystatinC:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|33863-2&_sort=-date&_count=5',
  weight:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|29463-7,http://loinc.org|3141-9,http://loinc.org|3142-7,http://loinc.org|8341-0&_sort=-date&_count=5',
  transaminases:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|1920-8,http://loinc.org|30239-8,http://loinc.org|88112-8,http://loinc.org|1742-6,http://loinc.org|1743-4,http://loinc.org|1744-2&_sort=-date&_count=20',
  platelets:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|26515-7,http://loinc.org|777-3,http://loinc.org|778-1&_sort=-date&_count=5',
  bilirubin:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|1975-2,http://loinc.org|42719-5,http://loinc.org|14631-6,http://loinc.org|35194-0&_sort=-date&_count=5',
  inr: 'Observation?patient={{context.patientId}}&code=http://loinc.org|6301-6,http://loinc.org|38875-1,http://loinc.org|34714-6,http://loinc.org|46418-0&_sort=-date&_count=5',
  albumin:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|1751-7&_sort=-date&_count=5',
  sodium:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|2951-2,http://loinc.org|2947-0,http://loinc.org|39791-9,http://loinc.org|77139-4&_sort=-date&_count=5',
  /** Status, estimated day of delivery (HL7 International Patient Summary), and tests. */
  pregnancy:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|82810-3,http://loinc.org|11778-8,http://loinc.org|11779-6,http://loinc.org|11780-4,http://loinc.org|19080-1,http://loinc.org|19180-9,http://loinc.org|20415-6,http://loinc.org|20994-0,http://loinc.org|2106-3,http://loinc.org|2107-1,http://loinc.org|2110-5,http://loinc.org|2111-3,http://loinc.org|2112-1,http://loinc.org|2113-9,http://loinc.org|2114-7,http://loinc.org|2115-4,http://loinc.org|2118-8,http://loinc.org|2119-6,http://loinc.org|21198-7,http://loinc.org|25372-4,http://loinc.org|25373-2,http://loinc.org|34670-0,http://loinc.org|45194-8,http://loinc.org|55869-2,http://loinc.org|55870-0,http://loinc.org|56497-1,http://loinc.org|80384-1,http://loinc.org|80385-8,http://loinc.org|83086-9,http://loinc.org|93769-8,http://loinc.org|99104-2&_sort=-date&_count=20',
  /** What a phone or a wearable recorded of walking. */
  gait: 'Observation?patient={{context.patientId}}&code=http://hl7.org/fhir/uv/phr/CodeSystem/observation-pghd-codes|appleWalkingSteadiness,http://hl7.org/fhir/uv/phr/CodeSystem/observation-pghd-codes|appleWalkingSteadinessEvent,http://hl7.org/fhir/uv/phr/CodeSystem/observation-pghd-codes|walkingSpeed,http://loinc.org|41957-2&_sort=-date&_count=20',
  /** The three questions of STEADI, and Timed Up and Go. */
  fallTests:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|52552-7,http://loinc.org|100257-5,http://loinc.org|97878-3,http://loinc.org|89423-8&_sort=-date&_count=20',
  waist:
    'Observation?patient={{context.patientId}}&code=http://loinc.org|8280-0&_sort=-date&_count=5',
  family: 'FamilyMemberHistory?patient={{context.patientId}}',
  procedures: 'Procedure?patient={{context.patientId}}',
} as const
