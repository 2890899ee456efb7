/** LOINC: laboratory and clinical observations. */
export const LOINC = 'http://loinc.org'
/** SNOMED CT: conditions, procedures, findings. */
export const SNOMED = 'http://snomed.info/sct'
/** ICD-10-CM: diagnoses (United States). */
export const ICD10CM = 'http://hl7.org/fhir/sid/icd-10-cm'
/** ICD-10-PCS: inpatient procedures (United States). */
export const ICD10PCS = 'http://www.cms.gov/Medicare/Coding/ICD10'
/** RxNorm: medicines (United States). */
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
/** CPT: procedures and services. */
export const CPT = 'http://www.ama-assn.org/go/cpt'
/** HCPCS level II: services and supplies. */
export const HCPCS = 'http://www.nlm.nih.gov/research/umls/hcpcs'
/** NDC: packaged medicines (United States). */
export const NDC = 'http://hl7.org/fhir/sid/ndc'
/** CVX: vaccines administered. */
export const CVX = 'http://hl7.org/fhir/sid/cvx'
/** ATC: therapeutic classes. */
const ATC = 'http://www.whocc.no/atc'
/** UCUM: units of measure. */
export const UCUM = 'http://unitsofmeasure.org'
/** UNII: substances. */
const UNII = 'http://fdasis.nlm.nih.gov'
/** Patient-generated data, HL7 Personal Health Record Format guide. */
export const PHR = 'http://hl7.org/fhir/uv/phr/CodeSystem/observation-pghd-codes'

const systems = [
  LOINC,
  SNOMED,
  ICD10CM,
  ICD10PCS,
  RXNORM,
  CPT,
  HCPCS,
  NDC,
  CVX,
  ATC,
  UCUM,
  UNII,
  PHR,
] as const

// Object identifiers from the HL7 registry; three spellings of HCPCS are in use in published sets.
const aliases: ReadonlyMap<string, string> = new Map([
  ...systems.map((uri) => [uri.replace('http://', 'https://'), uri] as const),
  ['urn:oid:2.16.840.1.113883.6.1', LOINC],
  ['urn:oid:2.16.840.1.113883.6.96', SNOMED],
  ['urn:oid:2.16.840.1.113883.6.90', ICD10CM],
  ['urn:oid:2.16.840.1.113883.6.88', RXNORM],
  ['urn:oid:2.16.840.1.113883.6.12', CPT],
  ['urn:oid:2.16.840.1.113883.6.69', NDC],
  ['urn:oid:2.16.840.1.113883.12.292', CVX],
  ['http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', HCPCS],
  ['https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', HCPCS],
])

/**
 * The one spelling under which we compare a code system: `urn:oid:` forms and http/https variants
 * become the URI that FHIR registers. Any other URI is returned as it is; nothing is guessed.
 *
 * @example canonicalSystem('urn:oid:2.16.840.1.113883.6.1') // 'http://loinc.org'
 */
export function canonicalSystem(system: string): string {
  return aliases.get(system) ?? system
}
