import { isUuid } from '../protocol/request.ts'
import { basesOf } from '../security/fhir-bases.ts'
import type { ClientPolicy } from './client-policy.ts'
import type { EngineDeps } from './evaluate.ts'
import { type ParsedRequest, parseRequest } from './parse-request.ts'
import { patientKeyOf } from './patient-key.ts'
import type { LoadedService } from './registry.ts'
import { emptyReport, type Report } from './report.ts'

/** A reference to a user is shorter; what is kept of one must not grow with the request. */
const MAX_USER = 256

/** Notes of a valid request which hook it is of, and whose data it brings for whom. `bases` as `basesOf` gives them. */
export function noteWhose(
  report: Report,
  { request, context }: ParsedRequest,
  bases: readonly string[],
  tenant: string,
  hash: EngineDeps['hash'],
): void {
  report.hook = request.hook
  report.hookInstance = isUuid(request.hookInstance) ? request.hookInstance : 'not-a-uuid'
  const { patientId } = context
  // A hook of one's own may know no patient, whatever the type says.
  if (typeof patientId === 'string')
    report.patientKey = patientKeyOf(hash, tenant, bases, patientId)
  report.user = typeof context.userId === 'string' ? context.userId.slice(0, MAX_USER) : ''
}

/**
 * The report of a call that was taken up and of which none came back: a worker was lost with it, or the
 * process ends. The body is read once more, which is dear and therefore done only then; what is recorded
 * must name the patient all the same (T25). Never throws: of what is no valid request nothing is known.
 */
export function whoseCall(
  text: string,
  service: LoadedService,
  client: ClientPolicy,
  hash: EngineDeps['hash'],
): Report {
  const report = emptyReport(service.service.id)
  try {
    const parsed = parseRequest(text, service, client)
    const bases = basesOf(parsed.request.fhirServer, client)
    noteWhose(report, parsed, bases, client.tenant, hash)
  } catch {
    // Nothing is known.
  }
  return report
}
