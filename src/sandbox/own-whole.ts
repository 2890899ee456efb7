import type { Problem } from '../errors.ts'
import { judgeOutcome } from '../prefetch/outcome.ts'

/** What says that a Bundle is one page of more (R4 Bundle, `link` and `total`), or that data are missing. */
export function problemsOfWhole(bundle: unknown, entry: readonly unknown[]): readonly Problem[] {
  const matches = entry.filter(isMatch).length
  const { link, total } = bundle as { link?: unknown; total?: unknown }
  const hasNext = Array.isArray(link) && link.some((each) => each?.relation === 'next')
  return [
    ...(hasNext
      ? [
          {
            field: 'link',
            remedy: 'there is a next page: put the entries of all pages into one Bundle without it',
          },
        ]
      : []),
    ...(typeof total === 'number' && total > matches
      ? [
          {
            field: 'total',
            remedy: `the Bundle holds ${matches} of ${total}: add the others, or leave total out where it is whole`,
          },
        ]
      : []),
    ...entry.flatMap(problemOfOutcome),
  ]
}

const FAULTS = {
  partial:
    'a server warns here: data may be missing; ask for them again, or leave this out where none are',
  failed: 'a server tells an error here: data could not be had; ask for them again',
}

/** As the engine judges what a server says among the results of a search. */
function problemOfOutcome(entry: unknown, index: number): Problem[] {
  const resource = resourceOf(entry)
  if (resource?.resourceType !== 'OperationOutcome') return []
  const verdict = judgeOutcome(resource)
  if (verdict === 'fine') return []
  return [{ field: `entry[${index}].resource`, remedy: FAULTS[verdict] }]
}

/** `total` counts matches alone (R4 Bundle, `total`). */
function isMatch(entry: unknown): boolean {
  const { search } = (entry ?? {}) as { search?: { mode?: unknown } | null }
  if (search?.mode === 'include' || search?.mode === 'outcome') return false
  return resourceOf(entry)?.resourceType !== 'OperationOutcome'
}

function resourceOf(entry: unknown): Readonly<Record<string, unknown>> | null | undefined {
  return (entry as { resource?: Readonly<Record<string, unknown>> | null } | null)?.resource
}
