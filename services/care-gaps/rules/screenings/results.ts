import { type GroupId, groupTemplateCodes, LOINC } from '#cds'

/** How many codes a query names at most: beyond that its text is too long for a URL. */
const MOST_CODES = 57

/** The query for results of some groups, or of a part of them, counted from 0. */
export function resultsOf(groups: readonly GroupId[], part = 0) {
  const codes = groups
    .flatMap((group) => groupTemplateCodes(group).split(','))
    .filter((code) => code.startsWith(LOINC))
    .slice(part * MOST_CODES, (part + 1) * MOST_CODES)
  return `Observation?patient={{context.patientId}}&code=${codes.join(',')}` as `Observation?${string}`
}
