import type {
  AllergyIntolerance,
  Bundle,
  BundleEntry,
  Condition,
  MedicationRequest,
  Observation,
  Patient,
  ServiceRequest,
} from 'fhir/r4.js'
import { LOINC, RXNORM, SNOMED, UCUM } from '../clinical/codes/systems.ts'

/** A patient of this birth date and sex. */
export function patient(
  birthDate: string,
  gender: 'female' | 'male' = 'female',
  more: Partial<Patient> = {},
): Patient {
  return { resourceType: 'Patient', id: 'test-patient', gender, birthDate, ...more }
}

/** Ids that the builders give. */
export const BUILDER_ID = /^(?:observation|condition|medication|allergy|request)-\d+$/

let count = 0
const newId = (kind: string) => `${kind}-${++count}`
const subject = { reference: 'Patient/test-patient' }

/** A final laboratory result or vital sign by LOINC code. */
export function observation(
  loinc: string,
  value: number,
  unit: string,
  date = '2026-02-03',
  more: Partial<Observation> = {},
): Observation {
  return {
    resourceType: 'Observation',
    id: newId('observation'),
    status: 'final',
    code: { coding: [{ system: LOINC, code: loinc }] },
    subject,
    effectiveDateTime: date,
    valueQuantity: { value, unit, system: UCUM, code: unit },
    ...more,
  }
}

/** A blood pressure panel. */
export function bloodPressure(
  systolic: number,
  diastolic: number,
  date = '2026-02-03',
): Observation {
  const part = (code: string, value: number) => ({
    code: { coding: [{ system: LOINC, code }] },
    valueQuantity: { value, unit: 'mm[Hg]', system: UCUM, code: 'mm[Hg]' },
  })
  return {
    resourceType: 'Observation',
    id: newId('observation'),
    status: 'final',
    code: { coding: [{ system: LOINC, code: '85354-9' }] },
    subject,
    effectiveDateTime: date,
    component: [part('8480-6', systolic), part('8462-4', diastolic)],
  }
}

/** A smoking status by SNOMED CT answer; never smoked unless said otherwise. */
export function smoking(snomed = '266919005', date = '2026-02-03'): Observation {
  return {
    resourceType: 'Observation',
    id: newId('observation'),
    status: 'final',
    code: { coding: [{ system: LOINC, code: '72166-2' }] },
    subject,
    effectiveDateTime: date,
    valueCodeableConcept: { coding: [{ system: SNOMED, code: snomed }] },
  }
}

/** A confirmed active condition by SNOMED CT code. */
export function condition(snomed: string, more: Partial<Condition> = {}): Condition {
  return {
    resourceType: 'Condition',
    id: newId('condition'),
    clinicalStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
      ],
    },
    verificationStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'confirmed' },
      ],
    },
    code: { coding: [{ system: SNOMED, code: snomed }] },
    subject,
    ...more,
  }
}

/** A medicine by RxNorm code: active by order, or a draft where `status` says so. */
export function medication(
  rxnorm: string,
  more: Partial<MedicationRequest> = {},
): MedicationRequest {
  return {
    resourceType: 'MedicationRequest',
    id: newId('medication'),
    status: 'active',
    intent: 'order',
    subject,
    authoredOn: '2026-01-10',
    medicationCodeableConcept: { coding: [{ system: RXNORM, code: rxnorm }] },
    ...more,
  }
}

/** A test on order by LOINC code, or that of another system; a draft where `status` says so. */
export function serviceRequest(
  code: string,
  more: Partial<ServiceRequest> = {},
  system: string = LOINC,
): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id: newId('request'),
    status: 'active',
    intent: 'order',
    subject,
    code: { coding: [{ system, code }] },
    ...more,
  }
}

/** An active allergy by RxNorm ingredient. */
export function allergy(
  rxnorm: string,
  more: Partial<AllergyIntolerance> = {},
): AllergyIntolerance {
  return {
    resourceType: 'AllergyIntolerance',
    id: newId('allergy'),
    clinicalStatus: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
          code: 'active',
        },
      ],
    },
    verificationStatus: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
          code: 'confirmed',
        },
      ],
    },
    type: 'allergy',
    category: ['medication'],
    code: { coding: [{ system: RXNORM, code: rxnorm }] },
    patient: subject,
    recordedDate: '2020-05-06',
    ...more,
  }
}

/** A first page that nothing follows, though there is more: the data of a key that is partial. */
export function partial(resources: readonly object[]): Bundle {
  const entry = resources.map((resource) => ({ resource }) as BundleEntry)
  const link = [{ relation: 'next', url: 'https://fhir.example.org/next' }]
  return { resourceType: 'Bundle', type: 'searchset', link, entry }
}
