/** `ended`: no session any more; `refused`: not allowed; `unreachable`: no answer at all. */
export type FaultKind = 'ended' | 'refused' | 'missing' | 'unreachable' | 'failed'

/** A call that failed, in words that may be shown. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault'
  readonly kind: FaultKind

  constructor(kind: FaultKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

const WORDS: Readonly<Record<FaultKind, string>> = {
  ended: 'The session has ended.',
  refused: 'The record’s system does not allow this.',
  missing: 'The record’s system does not have this.',
  unreachable: 'The service cannot be reached.',
  failed: 'The service could not do this.',
}

/** What a status and its OperationOutcome come to. */
export function faultOf(status: number, body: unknown): ApiFault {
  const kind = kindOf(status)
  const said = outcomeTexts(body).join(' ')
  return new ApiFault(kind, said === '' ? WORDS[kind] : `${WORDS[kind]} ${said}`)
}

function kindOf(status: number): FaultKind {
  if (status === 401) return 'ended'
  if (status === 403) return 'refused'
  return status === 404 || status === 410 ? 'missing' : 'failed'
}

/** The texts of an OperationOutcome's issues; of anything else none. */
function outcomeTexts(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || !('issue' in body)) return []
  const { issue } = body
  if (!Array.isArray(issue)) return []
  return issue.flatMap((each: unknown) => {
    const { details, diagnostics } = (each ?? {}) as {
      details?: { text?: unknown }
      diagnostics?: unknown
    }
    const text = details?.text ?? diagnostics
    return typeof text === 'string' ? [/[.!?]$/.test(text) ? text : `${text}.`] : []
  })
}

/** A failure in words for the page. */
export function wordsOf(error: unknown): string {
  return error instanceof ApiFault ? error.message : 'This part failed to load.'
}
