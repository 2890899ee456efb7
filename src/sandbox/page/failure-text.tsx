import { count } from '../../look/format.ts'
import type { Failure } from './failure.ts'

/** What people make of a status; the others speak for themselves. */
const MEANINGS: Readonly<Record<number, string>> = {
  412: 'It lacked data that it needs (HTTP 412).',
  503: 'It has more to do than it can (HTTP 503).',
}

/** Why something failed: what it means, and what the server said, point by point. */
export function FailureText({ failure }: { readonly failure: Failure | undefined }) {
  if (failure === undefined) return null
  const { status, message, points } = failure
  return (
    <>
      <p>{MEANINGS[status ?? 0] ?? `${message}.`}</p>
      {points.length === 1 && <p>{points[0]}</p>}
      {points.length > 1 && (
        <details class="points">
          <summary>{count(points.length, 'reason')}</summary>
          <ul>
            {points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
