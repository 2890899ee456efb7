import { expect, test } from '@jest/globals'
import { CPT, CVX, canonicalSystem, HCPCS, ICD10CM, LOINC, NDC, RXNORM, SNOMED } from './systems.ts'

test.each([
  ['http://loinc.org', LOINC],
  ['https://loinc.org', LOINC],
  ['urn:oid:2.16.840.1.113883.6.1', LOINC],
  ['urn:oid:2.16.840.1.113883.6.96', SNOMED],
  ['urn:oid:2.16.840.1.113883.6.90', ICD10CM],
  ['urn:oid:2.16.840.1.113883.6.88', RXNORM],
  ['urn:oid:2.16.840.1.113883.6.12', CPT],
  ['urn:oid:2.16.840.1.113883.6.69', NDC],
  ['urn:oid:2.16.840.1.113883.12.292', CVX],
  ['https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', HCPCS],
  ['http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', HCPCS],
])('%s is %s', (system, canonical) => expect(canonicalSystem(system)).toBe(canonical))

test.each([
  'http://loinc.org/',
  'HTTP://LOINC.ORG',
  'http://hl7.org/fhir/sid/icd-10',
  'urn:oid:1.2.3',
  '',
])('%j is none of ours and stays as it is', (system) =>
  expect(canonicalSystem(system)).toBe(system),
)
