import type { Response } from 'express'

const FHIR_JSON = 'application/fhir+json; charset=utf-8'

/** A request that the FHIR server cannot grant; its text may name parameters, never records. */
export class FhirError extends Error {
  override readonly name = 'FhirError'
  readonly status: number
  /** An issue type (https://hl7.org/fhir/R4/valueset-issue-type.html). */
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export function sendOutcome(response: Response, { status, code, message }: FhirError): void {
  if (status === 401) response.set('www-authenticate', 'Bearer')
  const issue = [{ severity: 'error', code, diagnostics: message }]
  sendFhir(response.status(status), { resourceType: 'OperationOutcome', issue })
}

export function sendFhir(response: Response, resource: object): void {
  response
    .set('content-type', FHIR_JSON)
    .set('cache-control', 'no-store')
    .send(Buffer.from(JSON.stringify(resource)))
}
