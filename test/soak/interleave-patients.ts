type Resource = Record<string, unknown>

/**
 * How a case is sent: everything along, on opening the chart or on ordering; ordering without the
 * creatinine, so that a score of earlier has to serve; or nothing along, to be fetched.
 */
export const FORMS = ['chart', 'orders', 'orders-cached', 'chart-fetched'] as const
export type Form = (typeof FORMS)[number]

const UCUM = 'http://unitsofmeasure.org'
const LOINC = 'http://loinc.org'

/** Patient number n of each tenant has the same id, and its own data. */
const idOf = (patient: number) => `p${patient}`

function observation(
  patient: number,
  code: string,
  value: number,
  unit: string,
  day: number,
): Resource {
  return {
    resourceType: 'Observation',
    id: `o-${code}`,
    status: 'final',
    code: { coding: [{ system: LOINC, code }] },
    subject: { reference: `Patient/${idOf(patient)}` },
    effectiveDateTime: `2026-11-${String(1 + (day % 20)).padStart(2, '0')}`,
    valueQuantity: { value, unit, system: UCUM, code: unit },
  }
}

/** All that a tenant has on file about a patient. The figures tell tenants and patients apart. */
function chartOf(tenant: number, patient: number): readonly Resource[] {
  const n = patient * 7 + tenant * 131
  return [
    {
      resourceType: 'Patient',
      id: idOf(patient),
      gender: n % 2 === 0 ? 'female' : 'male',
      birthDate: `${1945 + (n % 40)}-04-02`,
    },
    observation(patient, '4548-4', 6 + (n % 50) / 10, '%', n),
    observation(patient, '2160-0', Number((1.6 + (n % 180) / 100).toFixed(2)), 'mg/dL', n + 3),
  ]
}

/** What a search of one type finds; observations by their code. */
export function resourcesOf(
  tenant: number,
  patient: number,
  type: string,
  query: string,
): readonly Resource[] {
  return chartOf(tenant, patient).filter(
    ({ resourceType, id }) =>
      resourceType === type &&
      (type !== 'Observation' || query.includes(String(id).replace('o-', ''))),
  )
}

const set = (...resources: readonly (Resource | undefined)[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.filter((each) => each !== undefined).map((resource) => ({ resource })),
})

/** The text of a call, and the service that it goes to. */
export function bodyOf(
  tenant: number,
  patient: number,
  form: Form,
): { readonly service: string; readonly text: string } {
  const [person, hba1c, creatinine] = chartOf(tenant, patient)
  const context = { userId: 'Practitioner/p1', patientId: idOf(patient) }
  const hookInstance = '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10'
  if (form === 'chart' || form === 'chart-fetched') {
    const body = { hook: 'patient-view', hookInstance, context }
    const none = { conditions: set(), medications: set(), allergies: set() }
    const more =
      form === 'chart'
        ? { prefetch: { ...none, patient: person, hba1c: set(hba1c), creatinine: set(creatinine) } }
        : {
            prefetch: {},
            fhirServer: `https://ehr-${tenant}.example/fhir`,
            fhirAuthorization: {
              access_token: `token-${tenant}`,
              token_type: 'Bearer',
              expires_in: 300,
              scope: 'user/*.read',
              subject: 'cds',
            },
          }
    return { service: 'cardiometabolic-risk', text: JSON.stringify({ ...body, ...more }) }
  }
  const draft = {
    resourceType: 'MedicationRequest',
    id: 'draft',
    status: 'draft',
    intent: 'order',
    medicationCodeableConcept: {
      coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '6809' }],
      text: 'metformin',
    },
    subject: { reference: `Patient/${idOf(patient)}` },
  }
  const prefetch = {
    patient: person,
    medications: set(),
    endedMedications: set(),
    allergies: set(),
    conditions: set(),
    ...(form === 'orders' ? { creatinine: set(creatinine) } : {}),
  }
  const request = {
    hook: 'order-sign',
    hookInstance,
    context: { ...context, draftOrders: { ...set(draft), type: 'collection' } },
    prefetch,
  }
  return { service: 'medication-safety', text: JSON.stringify(request) }
}
