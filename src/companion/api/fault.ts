import { list, record, text } from '../../clinical/codes/record.ts'
import { codesIn } from '../../clinical/readers/concept.ts'

/**
 * `ended`: no session any more; `refused`: not allowed; `unreachable`: no answer at all; `unknown`: a
 * write that may have arrived.
 */
export type FaultKind = 'ended' | 'refused' | 'missing' | 'unreachable' | 'unknown' | 'failed'

/** The answer that a fault was made of; absent where there was none that could be read. */
interface Said {
  readonly status: number
  readonly body: unknown
}

/** A call that failed, in words that may be shown. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault'
  readonly kind: FaultKind
  readonly said: Said | undefined

  constructor(kind: FaultKind, message: string, options: ErrorOptions & { said?: Said } = {}) {
    super(message, options)
    this.kind = kind
    this.said = options.said
  }
}

const WORDS: Readonly<Record<FaultKind, string>> = {
  ended: 'The session has ended.',
  refused: 'This is not allowed.',
  missing: 'This is not there.',
  unreachable: 'The service cannot be reached.',
  unknown: 'It was not confirmed.',
  failed: 'The service could not do this.',
}

/** What a status and its OperationOutcome come to; the outcome knows best whose refusal it is. */
export function faultOf(status: number, body: unknown): ApiFault {
  const kind = kindOf(status)
  return new ApiFault(kind, outcomeText(body) ?? WORDS[kind], { said: { status, body } })
}

/**
 * Our own ways of saying that nothing went out to the record. `CDS_UNAVAILABLE` is none: it stands in
 * place of any answer that could not be recorded.
 */
const NOTHING_SENT: ReadonlySet<string> = new Set(['CDS_NOTHING_SENT', 'CDS_OVERLOADED'])

/** A fault of a write: whatever is no refusal leaves open whether it arrived. */
export function writeFault(error: unknown): ApiFault {
  if (error instanceof ApiFault && isRefusal(error)) return error
  const words = error instanceof ApiFault ? outcomeText(error.said?.body) : undefined
  return new ApiFault('unknown', words ?? WORDS.unknown, { cause: error })
}

const isRefusal = ({ said }: ApiFault): boolean =>
  said !== undefined &&
  (said.status < 500 || codesOf(said.body).some((code) => NOTHING_SENT.has(code)))

function kindOf(status: number): FaultKind {
  if (status === 401) return 'ended'
  if (status === 403) return 'refused'
  return status === 404 || status === 410 ? 'missing' : 'failed'
}

/** The issues of an OperationOutcome; of anything else none. */
const issuesIn = (body: unknown) =>
  list(record(body)?.issue)
    .map(record)
    .filter((issue) => issue !== undefined)

/** What an outcome says in words; `undefined` for nothing. */
function outcomeText(body: unknown): string | undefined {
  const sentences = issuesIn(body).flatMap(({ details, diagnostics }) => {
    const words = text(record(details)?.text) ?? text(diagnostics)
    if (words === undefined) return []
    return /[.!?]$/.test(words) ? words : `${words}.`
  })
  return text(sentences.join(' '))
}

const codesOf = (body: unknown) => issuesIn(body).flatMap(({ details }) => codesIn(details))

/** A failure in words for the page. */
export function wordsOf(error: unknown): string {
  return error instanceof ApiFault ? error.message : 'This part failed to load.'
}
