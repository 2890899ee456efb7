import { parametersByType } from '../fhir/memory/parameters.ts'

const OAUTH = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris'
const SECURITY = 'http://terminology.hl7.org/CodeSystem/restful-security-service'
/** Stored and read, but with no parameter of their own but `_id`. */
const PLAIN = [
  ...['Practitioner', 'Organization', 'Location', 'Medication', 'Appointment', 'Task'],
  ...['DeviceRequest', 'NutritionOrder', 'VisionPrescription'],
]

/** Types that the server takes. */
export const TYPES: ReadonlySet<string> = new Set([...parametersByType().keys(), ...PLAIN])

/** What the server can do (https://hl7.org/fhir/R4/capabilitystatement.html), with SMART's addresses. */
export function capabilityStatement(publicUrl: string, started: Date): object {
  const auth = `${publicUrl}/sandbox/auth`
  const uris = { authorize: `${auth}/authorize`, token: `${auth}/token`, revoke: `${auth}/revoke` }
  const extension = Object.entries(uris).map(([url, valueUri]) => ({ url, valueUri }))
  const byType = parametersByType()
  const interaction = ['read', 'search-type', 'create', 'update'].map((code) => ({ code }))
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    kind: 'instance',
    date: started.toISOString(),
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    implementation: {
      description: 'Cardstock sandbox: synthetic patients in memory',
      url: `${publicUrl}/sandbox/fhir`,
    },
    rest: [
      {
        mode: 'server',
        security: {
          extension: [{ url: OAUTH, extension }],
          service: [{ coding: [{ system: SECURITY, code: 'SMART-on-FHIR' }] }],
        },
        resource: [...TYPES].toSorted().map((type) => ({
          type,
          versioning: 'versioned-update',
          updateCreate: true,
          interaction,
          searchParam: [{ name: '_id', type: 'token' }, ...(byType.get(type) ?? [])],
        })),
      },
    ],
  }
}
