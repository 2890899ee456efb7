interface FailureParts {
  readonly status?: number
  readonly points?: readonly string[]
  readonly body?: unknown
  /** What was thrown, for whoever debugs the page. */
  readonly cause?: unknown
}

/** Why a call of this page did not succeed, in words for its user. */
export class Failure extends Error {
  /** HTTP status; absent where there was no answer at all. */
  readonly status: number | undefined
  /** What the server said, point by point. */
  readonly points: readonly string[]
  /** The answer's body, for the curious. */
  readonly body: unknown

  constructor(message: string, { status, points = [], body, cause }: FailureParts) {
    super(message, { cause })
    this.status = status
    this.points = points
    this.body = body
  }
}

/** Whatever was thrown, as a failure. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  return new Failure(thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown })
}

interface Outcome {
  readonly resourceType?: unknown
  readonly issue?: readonly ({
    readonly diagnostics?: string
    readonly details?: { text?: string }
  } | null)[]
}

/** What an OperationOutcome says, each thing once. */
export function pointsOf(body: unknown): readonly string[] {
  const { resourceType, issue } = (body ?? {}) as Outcome
  if (resourceType !== 'OperationOutcome' || !Array.isArray(issue)) return []
  const said = (issue as NonNullable<Outcome['issue']>).flatMap((each) =>
    [each?.details?.text, each?.diagnostics].filter((text) => text !== undefined),
  )
  return [...new Set(said)]
}
