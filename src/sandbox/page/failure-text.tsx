import type { Failure } from './failure.ts'

/** Why something failed, in all the words there are. */
export function FailureText({ failure }: { readonly failure: Failure | undefined }) {
  if (failure === undefined) return null
  return (
    <>
      <p>{failure.message}</p>
      {failure.points.length > 0 && (
        <ul>
          {failure.points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      )}
    </>
  )
}
