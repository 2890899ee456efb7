import type { FetchFailure } from '../fhir/client.ts'
import { isResource, type Resource, type Unavailable } from './data.ts'
import type { DataAccess } from './data-access.ts'
import { mayRead } from './scope.ts'

/** Reads a query; with a first page, what follows that page. */
export type Fetch = (query: string, firstPage?: Resource) => Promise<KeyAnswer>

export type KeyAnswer =
  | { readonly ok: true; readonly resource: Resource; readonly partial: boolean }
  | { readonly ok: false; readonly why: Unavailable }

/**
 * Makes the shared fetch of one request: de-duplicated by query text, except what follows a page.
 *
 * @param onFailure told of each read that the FHIR server did not answer well
 */
export function sharedFetch(access: DataAccess, onFailure: (failure: FetchFailure) => void): Fetch {
  const asked = new Map<string, Promise<KeyAnswer>>()
  return (query, firstPage) => {
    if (firstPage !== undefined) return ask(query, access, onFailure, firstPage)
    const known = asked.get(query)
    if (known !== undefined) return known
    const answer = ask(query, access, onFailure)
    asked.set(query, answer)
    return answer
  }
}

const WHY: Readonly<Record<FetchFailure, Unavailable>> = {
  refused: 'address-refused',
  denied: 'not-permitted',
  'not-found': 'failed',
  timeout: 'timeout',
  unreachable: 'failed',
  certificate: 'failed',
  tls: 'failed',
  'too-large': 'unusable',
  rubbish: 'unusable',
  broken: 'failed',
  failed: 'failed',
}

async function ask(
  query: string,
  access: DataAccess,
  onFailure: (failure: FetchFailure) => void,
  firstPage?: Resource,
): Promise<KeyAnswer> {
  if (access.client === undefined) return { ok: false, why: access.noClient }
  const type = /^[A-Za-z]+/.exec(query)?.[0] ?? ''
  if (access.scope !== undefined && !mayRead(access.scope, type))
    return { ok: false, why: 'not-permitted' }
  if (access.remainingMs() <= 0) return { ok: false, why: 'timeout' }
  const { remainingMs } = access
  const answer = await access.client.read(query, {
    remainingMs,
    ...(firstPage === undefined ? {} : { firstPage }),
  })
  if (!answer.ok) {
    onFailure(answer.failure)
    return { ok: false, why: WHY[answer.failure] }
  }
  if (!isResource(answer.resource)) return { ok: false, why: 'unusable' }
  return { ok: true, resource: answer.resource, partial: answer.partial }
}
