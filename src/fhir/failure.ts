import { ADDRESS_REFUSED } from '../security/address-guard.ts'
import { tlsFault } from '../security/tls-fault.ts'
import type { FetchFailure } from './client.ts'

/**
 * What kind of failure an error of fhirclient or node-fetch is. Only the kind goes on: their messages
 * quote the answer's body and the URL.
 */
export function failureOf(error: unknown): FetchFailure {
  const { status, type, code } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as Readonly<Record<'status' | 'type' | 'code', unknown>> // each only compared
  if (typeof status === 'number') return failureOfStatus(status)
  if (code === ADDRESS_REFUSED) return 'refused'
  return type === 'system' ? (tlsFault(code) ?? 'unreachable') : 'failed'
}

function failureOfStatus(status: number): FetchFailure {
  if (status === 401 || status === 403) return 'denied'
  if (status === 404 || status === 410) return 'not-found'
  return status >= 500 ? 'broken' : 'failed'
}
