/** The kind of a search parameter, and the element that it looks at. */
export interface Parameter {
  readonly kind: 'token' | 'reference' | 'date'
  readonly element: string
}

type Elements = Readonly<Record<string, string>>

function all(element: string, ...types: readonly string[]): Elements {
  return Object.fromEntries(types.map((type) => [type, element]))
}

const OF_SUBJECT = [
  ...['Observation', 'Condition', 'MedicationRequest', 'MedicationStatement', 'Procedure'],
  ...['Encounter', 'DiagnosticReport', 'ServiceRequest', 'CarePlan', 'Goal', 'DocumentReference'],
]
const IN_ENCOUNTER = [
  ...['Observation', 'Condition', 'MedicationRequest', 'Procedure'],
  ...['DiagnosticReport', 'ServiceRequest', 'CarePlan'],
]
const WITH_CATEGORY = [...IN_ENCOUNTER, 'MedicationStatement', 'AllergyIntolerance', 'Goal']
const WITH_CODE = [
  ...['Observation', 'Condition', 'Procedure', 'DiagnosticReport', 'ServiceRequest'],
  'AllergyIntolerance',
]
const WITH_STATUS = [
  ...['Observation', 'MedicationRequest', 'MedicationStatement', 'Procedure', 'Encounter'],
  ...['DiagnosticReport', 'ServiceRequest', 'CarePlan', 'Immunization', 'Coverage'],
  ...['DocumentReference', 'Appointment'],
]

/**
 * Which types have which parameter (https://hl7.org/fhir/R4/searchparameter-registry.html): a template
 * that asks Condition for `status` or MedicationRequest for `_sort=-date` fails here, not in a hospital.
 */
const PARAMETERS: Readonly<Record<Parameter['kind'], Readonly<Record<string, Elements>>>> = {
  token: {
    code: {
      ...all('code', ...WITH_CODE),
      ...all('medicationCodeableConcept', 'MedicationRequest', 'MedicationStatement'),
    },
    'vaccine-code': all('vaccineCode', 'Immunization'),
    status: all('status', ...WITH_STATUS),
    'lifecycle-status': all('lifecycleStatus', 'Goal'),
    'clinical-status': all('clinicalStatus', 'Condition', 'AllergyIntolerance'),
    'verification-status': all('verificationStatus', 'Condition', 'AllergyIntolerance'),
    category: all('category', ...WITH_CATEGORY),
    intent: all('intent', 'MedicationRequest', 'ServiceRequest', 'CarePlan'),
    type: all('type', 'Encounter', 'AllergyIntolerance', 'DocumentReference'),
    class: all('class', 'Encounter'),
    identifier: all('identifier', 'Patient', ...OF_SUBJECT, 'AllergyIntolerance', 'Immunization'),
    gender: all('gender', 'Patient'),
  },
  reference: {
    patient: {
      ...all('subject', ...OF_SUBJECT),
      ...all('patient', 'AllergyIntolerance', 'Immunization', 'FamilyMemberHistory'),
      ...all('beneficiary', 'Coverage'),
      ...all('participant', 'Appointment'),
    },
    subject: all('subject', ...OF_SUBJECT),
    encounter: all('encounter', ...IN_ENCOUNTER),
  },
  date: {
    date: {
      ...all('effective', 'Observation', 'DiagnosticReport'),
      ...all('period', 'Encounter', 'CarePlan'),
      ...{ Procedure: 'performed', Immunization: 'occurrence', AllergyIntolerance: 'recordedDate' },
      ...all('date', 'DocumentReference'),
    },
    effective: all('effective', 'MedicationStatement'),
    authoredon: all('authoredOn', 'MedicationRequest'),
    authored: all('authoredOn', 'ServiceRequest'),
    'onset-date': all('onset', 'Condition'),
    'recorded-date': all('recordedDate', 'Condition'),
    birthdate: all('birthDate', 'Patient'),
  },
}

/** The parameter of that name for a type; `undefined` where the type has none, or we know of none. */
export function parameterOf(type: string, name: string): Parameter | undefined {
  if (name === '_id') return { kind: 'token', element: 'id' }
  for (const kind of ['token', 'reference', 'date'] as const) {
    const elements = PARAMETERS[kind][name]
    const element = elements?.[type]
    if (element !== undefined) return { kind, element }
  }
  return undefined
}

/** All parameters of each type, for whoever describes the server. */
export function parametersByType(): ReadonlyMap<
  string,
  readonly { readonly name: string; readonly type: Parameter['kind'] }[]
> {
  const rows = Object.entries(PARAMETERS).flatMap(([kind, names]) =>
    Object.entries(names).flatMap(([name, elements]) =>
      // The keys of the table are the kinds.
      Object.keys(elements).map((of) => ({ of, name, type: kind as Parameter['kind'] })),
    ),
  )
  const byType = Map.groupBy(rows, ({ of }) => of)
  return new Map(
    [...byType].map(([of, all]) => [of, all.map(({ name, type }) => ({ name, type }))]),
  )
}
