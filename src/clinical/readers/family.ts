import type { CodeSet } from '../codes/code-set.ts'
import { list, record, text } from '../codes/record.ts'
import { counts } from './status.ts'

/** HL7 v3 RoleCode, under its name of today and that of DSTU2 and STU3. */
const ROLE_CODE = new Set([
  'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
  'http://hl7.org/fhir/v3/RoleCode',
])
// Parents, siblings, children by blood.
const FIRST = new Set(
  'FTH MTH NFTH NMTH PRN NPRN BRO NBRO SIS NSIS SIB NSIB SON NSON SONC DAU NDAU DAUC CHILD NCHILD TWIN TWINBRO TWINSIS'.split(
    ' ',
  ),
)

/**
 * Whether a parent, sibling or child is recorded with a condition. `false` is no answer about the
 * family: who is recorded without it, or not recorded at all, may have it.
 */
export function hasAffectedFirstDegreeRelative(
  histories: readonly unknown[],
  set: CodeSet,
  now: Date,
): boolean {
  return histories
    .filter((each) => counts(each, now))
    .map(record)
    .some((each) => isFirstDegree(each?.relationship) && hasCondition(each?.condition, set))
}

function isFirstDegree(relationship: unknown): boolean {
  return list(record(relationship)?.coding).some((coding) => {
    const { system, code } = record(coding) ?? {}
    return ROLE_CODE.has(text(system) ?? '') && FIRST.has(text(code) ?? '')
  })
}

function hasCondition(conditions: unknown, set: CodeSet): boolean {
  return list(conditions).some((condition) => set({ code: record(condition)?.code }))
}
