import { ADDRESS_REFUSED } from '../security/address-guard.ts'
import type { FetchFailure } from './client.ts'

/**
 * What kind of failure an error of fhirclient or node-fetch is. Only the kind goes on: their messages
 * quote the answer's body and the URL.
 */
export function failureOf(error: unknown): FetchFailure {
  const { status, type, code, name } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as Readonly<Record<'status' | 'type' | 'code' | 'name', unknown>> // each only compared
  if (typeof status === 'number') return failureOfStatus(status)
  if (code === ADDRESS_REFUSED) return 'refused'
  if (type === 'max-size') return 'too-large'
  if (name === 'SyntaxError') return 'rubbish'
  if (typeof code === 'string' && /^(?:Z_|ERR__ERROR_FORMAT|ERR_BROTLI)/.test(code))
    return 'rubbish'
  return type === 'system' ? 'unreachable' : 'failed'
}

function failureOfStatus(status: number): FetchFailure {
  if (status === 401 || status === 403) return 'denied'
  return status === 404 || status === 410 ? 'not-found' : 'failed'
}
