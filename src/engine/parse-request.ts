import type { z } from 'zod'
import { CdsError, type Problem } from '../errors.ts'
import { parseGuarded } from '../protocol/json-guard.ts'
import { type HookRequest, isUuid, request as requestSchema } from '../protocol/request.ts'
import type { ClientPolicy } from './client-policy.ts'
import type { HookEntry, LoadedService } from './registry.ts'

/** A request whose envelope and context are valid and in normal form. */
export interface ParsedRequest {
  readonly request: HookRequest
  readonly entry: HookEntry
  readonly context: Readonly<Record<string, unknown>> & { readonly patientId: string }
}

/**
 * Checks a request for one service.
 *
 * @throws CdsError that names each field and the remedy.
 */
export function parseRequest(
  text: string,
  service: LoadedService,
  client: ClientPolicy,
): ParsedRequest {
  const checked = requestSchema.safeParse(parseGuarded(text))
  if (!checked.success) throw new CdsError('CDS_REQUEST_INVALID', problemsOf(checked.error))
  const request = checked.data
  if (client.strict && !isUuid(request.hookInstance))
    throw new CdsError('CDS_REQUEST_INVALID', [
      { field: 'hookInstance', remedy: 'hookInstance must be a UUID' },
    ])
  if (client.httpsOnly && request.fhirServer?.startsWith('http:') === true)
    throw new CdsError('CDS_REQUEST_INVALID', [
      { field: 'fhirServer', remedy: 'fhirServer must be an https URL' },
    ])
  const entry = service.hooks.get(request.hook)
  if (entry === undefined)
    throw new CdsError('CDS_HOOK_UNSUPPORTED', [
      { field: 'hook', remedy: `this service answers: ${[...service.hooks.keys()].join(', ')}` },
    ])
  const context = entry.hook.context.safeParse(legacyUser(request))
  if (!context.success)
    throw new CdsError('CDS_REQUEST_INVALID', problemsOf(context.error, 'context'))
  return { request, entry, context: context.data as ParsedRequest['context'] }
}

/** Before 1.0 the user stood at the top of the request (`VER-34`); real clients still do that. */
function legacyUser(request: HookRequest): object {
  const user = (request as { user?: unknown }).user
  if (typeof user !== 'string' || 'userId' in request.context) return request.context
  return { ...request.context, userId: user }
}

/** The problems of a schema failure: where, and what is expected; never the value. */
export function problemsOf(error: z.ZodError, root?: string): Problem[] {
  return error.issues.slice(0, 20).map((issue) => {
    const path = issue.path.map(String).filter((part) => /^[\w.-]{1,64}$/.test(part))
    const field = path.reduce(
      (joined, part) =>
        /^\d+$/.test(part) ? `${joined}[${part}]` : joined === '' ? part : `${joined}.${part}`,
      root ?? '',
    )
    const named = field === '' ? {} : { field }
    return { ...named, remedy: `${field === '' ? 'the body' : field} ${expectation(issue)}` }
  })
}

/** Names of types that are zod's own. */
const PLAIN: Readonly<Record<string, string>> = { record: 'object', int: 'whole number' }

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    const type = PLAIN[issue.expected] ?? issue.expected
    return issue.input === undefined && issue.message.includes('undefined')
      ? `is required (${type})`
      : `must be of type ${type}`
  }
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unitOf(issue.origin)}`
  if (issue.code === 'custom' || issue.code === 'invalid_format') return issue.message
  return 'is not what the specification asks for'
}

function unitOf(origin: string): string {
  return origin === 'string' || origin === 'array' ? ' long' : ''
}
