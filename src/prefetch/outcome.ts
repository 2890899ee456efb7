interface Issue {
  readonly severity?: unknown
  readonly details?: { readonly coding?: unknown } | null
}

const EPIC = 'urn:oid:1.2.840.114350.'
const EPIC_NO_RESULTS = '4101'

/**
 * What an OperationOutcome among search results says of them (`PFD-06`): an error makes the answer
 * unknown, a warning makes it incomplete, information changes nothing. One large vendor reports an
 * empty result as warning 4101 "Resource request returns no results": that is *none*.
 */
export function judgeOutcome(
  outcome: Readonly<Record<string, unknown>>,
): 'fine' | 'partial' | 'failed' {
  const issues = Array.isArray(outcome.issue) ? (outcome.issue as (Issue | null)[]) : []
  if (issues.length === 0) return 'failed'
  let verdict: 'fine' | 'partial' = 'fine'
  for (const issue of issues) {
    if (issue?.severity === 'information' || issue?.severity === 'success' || saysNoResults(issue))
      continue
    if (issue?.severity !== 'warning') return 'failed'
    verdict = 'partial'
  }
  return verdict
}

function saysNoResults(issue: Issue | null): boolean {
  const codings = Array.isArray(issue?.details?.coding) ? issue.details.coding : []
  return codings.some(
    (coding: { system?: unknown; code?: unknown } | null) =>
      typeof coding?.system === 'string' &&
      coding.system.startsWith(EPIC) &&
      coding.code === EPIC_NO_RESULTS,
  )
}
