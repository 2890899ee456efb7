/**
 * The one catalogue of errors: code → HTTP status, FHIR issue type and public text. The cause goes
 * to the log, never to the wire. `docs/errors.md` lists the same codes; a test compares both.
 */
export const ERRORS = {
  CDS_REQUEST_MALFORMED: [400, 'structure', 'The body is not valid JSON.'],
  CDS_JSON_REFUSED: [
    400,
    'structure',
    'The body is nested too deeply, too large in members, or has keys repeated or not allowed.',
  ],
  CDS_HTTP_MALFORMED: [400, 'structure', 'The request is not well-formed HTTP.'],
  CDS_TARGET_UNSUPPORTED: [400, 'not-supported', 'The target of the request is not a plain path.'],
  CDS_REQUEST_INVALID: [400, 'invalid', 'The request does not follow the CDS Hooks specification.'],
  CDS_HOOK_UNSUPPORTED: [400, 'not-supported', 'This service does not answer that hook.'],
  CDS_FEEDBACK_INVALID: [400, 'invalid', 'The feedback does not follow the specification.'],
  CDS_CLIENT_UNTRUSTED: [
    401,
    'login',
    'The client was not recognized: send a JWT as registered with this service.',
  ],
  CDS_SESSION_ENDED: [
    401,
    'login',
    'There is no session of the app; open it again from the record.',
  ],
  CDS_PAGE_REFUSED: [403, 'forbidden', 'Only the app’s own page may ask this.'],
  CDS_APP_FORBIDDEN: [403, 'forbidden', 'The app may not read or write this.'],
  CDS_SCOPE_MISSING: [403, 'forbidden', 'The record’s system did not allow the app to do this.'],
  CDS_SERVICE_FORBIDDEN: [403, 'forbidden', 'This client may not use that service.'],
  CDS_NOT_FOUND: [404, 'not-found', 'There is nothing at this address.'],
  CDS_SERVICE_UNKNOWN: [404, 'not-found', 'There is no CDS Service with this id.'],
  CDS_METHOD_UNSUPPORTED: [405, 'not-supported', 'This address does not take that method.'],
  CDS_REQUEST_LATE: [408, 'timeout', 'The request did not arrive in time.'],
  CDS_DATA_UNAVAILABLE: [
    412,
    'incomplete',
    'Data that this service needs was neither sent nor to be had from the FHIR server.',
  ],
  CDS_PATIENT_CONTRADICTORY: [
    412,
    'conflict',
    'The data names another patient than the context; no advice is given.',
  ],
  CDS_BODY_TOO_LARGE: [413, 'too-long', 'The body is larger than this service accepts.'],
  CDS_URL_TOO_LONG: [414, 'too-long', 'The URL is longer than this service accepts.'],
  CDS_MEDIA_TYPE_UNSUPPORTED: [
    415,
    'not-supported',
    'Send application/json in UTF-8, as it is or compressed with gzip once.',
  ],
  CDS_FHIR_REFUSED: [422, 'processing', 'The record’s system refused the resource.'],
  CDS_RATE_LIMITED: [429, 'throttled', 'This client has called too often; try again later.'],
  CDS_HEADERS_TOO_LARGE: [431, 'too-long', 'The headers are more than this service accepts.'],
  CDS_INTERNAL: [500, 'exception', 'The service failed; the failure is in its log.'],
  CDS_FHIR_UNAVAILABLE: [502, 'transient', 'The record’s system did not answer as it should.'],
  CDS_OVERLOADED: [503, 'throttled', 'The service has more calls than it can answer in time.'],
  CDS_NOTHING_SENT: [503, 'transient', 'Nothing was written to the record; try again later.'],
  CDS_UNAVAILABLE: [503, 'transient', 'The service cannot take this now; try again later.'],
} as const satisfies Record<string, readonly [number, string, string]>

export type ErrorCode = keyof typeof ERRORS

/** One thing that is wrong: which field, and what to do about it. Never holds patient data. */
export interface Problem {
  /** FHIRPath-like place in the request, such as `context.patientId`. */
  readonly field?: string
  readonly remedy: string
}

/** A planned failure. `message` is for the log; the wire sees only the catalogue's text and `problems`. */
export class CdsError extends Error {
  override readonly name = 'CdsError'
  readonly code: ErrorCode
  readonly problems: readonly Problem[]

  constructor(code: ErrorCode, problems: readonly Problem[] = [], cause?: unknown) {
    super(`${code}: ${ERRORS[code][2]}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.problems = problems
  }

  get status(): number {
    return ERRORS[this.code][0]
  }
}

/** The OperationOutcome (FHIR R4) that tells a client what was wrong. */
export interface Outcome {
  readonly resourceType: 'OperationOutcome'
  readonly issue: readonly {
    readonly severity: 'error'
    readonly code: string
    readonly details: {
      readonly coding: readonly { readonly code: string }[]
      readonly text: string
    }
    readonly expression?: readonly string[]
  }[]
}

/** Builds the body of every non-2xx answer (`HTTP-03`). */
export function outcomeOf(error: CdsError): Outcome {
  const [, type, text] = ERRORS[error.code]
  const coding = [{ code: error.code }]
  const general = { severity: 'error', code: type, details: { coding, text } } as const
  const issues = error.problems.map((problem) => ({
    severity: 'error' as const,
    code: type,
    details: { coding, text: problem.remedy },
    ...(problem.field === undefined ? {} : { expression: [problem.field] }),
  }))
  return { resourceType: 'OperationOutcome', issue: issues.length > 0 ? issues : [general] }
}
