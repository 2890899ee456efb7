import { anyOf, codeGroup, codes, codingsOf, ICD10CM, type latest, SNOMED } from '#cds'

const diabetes = codeGroup('diabetes')
// Diabetes of another disease (E08) or of a medicine (E09), which the group leaves out.
const SECONDARY = /^E0[89]\./

/** Diabetes of any kind, now or in the past. */
export function isDiabetes(condition: object): boolean {
  return (
    diabetes(condition) ||
    codingsOf(condition).some(({ system, code }) => system === ICD10CM && SECONDARY.test(code))
  )
}

/** What is on file short of diabetes. */
export const knownState = anyOf(
  codeGroup('prediabetes'),
  codeGroup('gestational-diabetes'),
  // SNOMED CT has prediabetes as a disorder too; the national sets list only the finding.
  codes(SNOMED, ['15777000']),
)

/** A result that was made and cannot be used; one that is too old is none. */
export function isUnreadable(found: ReturnType<typeof latest>): boolean {
  return found !== undefined && !found.usable && found.reason.code !== 'stale'
}

/** % of HbA1c that there is; 48 % is 48 mmol/mol with the wrong unit (our choice). */
const HBA1C = { least: 2, most: 25 }

/** Whether a figure for HbA1c cannot be. */
export function isOdd(found: ReturnType<typeof latest>): boolean {
  return found?.usable === true && (found.value < HBA1C.least || found.value > HBA1C.most)
}
