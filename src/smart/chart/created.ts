import { CdsError } from '../../errors.ts'
import { judgeJson } from '../../fhir/fhir-json.ts'
import { type GuardedAnswer, jsonOf, OutboundError } from '../../security/guarded-fetch.ts'
import { NOT_SAFE } from './fhir-failure.ts'

/** What was created, as far as the page shows it; what else the server says is not the page's (ASVS 15.3.1). */
export interface Created {
  readonly resourceType: string
  readonly id?: string
}

const ID = /^[A-Za-z0-9.-]{1,64}$/

/** Where what the server created is; its status counts, whatever it says besides. @throws CdsError */
export function createdOf(answer: GuardedAnswer, type: string): Created {
  const { status, headers } = answer
  if (status === 401 || status === 403)
    throw new CdsError('CDS_SCOPE_MISSING', [{ remedy: 'The record’s system did not take this.' }])
  if (status >= 300 && status < 500) throw new CdsError('CDS_FHIR_REFUSED')
  // 202 and 204 take something on; that it was created is said by these two alone.
  if (status !== 200 && status !== 201) throw unknownFate()
  const id = idIn(valueIn(answer), type) ?? idAt(headers.location ?? '', type)
  return { resourceType: type, ...(id === undefined ? {} : { id }) }
}

function idIn(value: unknown, type: string): string | undefined {
  if (judgeJson(value) !== 'resource') return undefined
  const { resourceType, id } = value as Readonly<Record<string, unknown>> // see there
  return resourceType === type && typeof id === 'string' && ID.test(id) ? id : undefined
}

function idAt(location: string, type: string): string | undefined {
  return new RegExp(`(?:^|/)${type}/([A-Za-z0-9.-]{1,64})(?:/|$)`).exec(location)?.[1]
}

function valueIn(answer: GuardedAnswer): unknown {
  try {
    return jsonOf(answer)
  } catch (error) {
    if (error instanceof OutboundError) return undefined
    throw error
  }
}

/** Both are found out before a request goes out; of all else nobody knows whether it arrived. */
const NOT_SENT: ReadonlySet<string> = new Set(['certificate', 'address-refused'])

/** A write to which no answer could be had, as the page is told. */
export function writeFailure({ message: word }: OutboundError): CdsError {
  if (NOT_SENT.has(word)) return nothingSent(NOT_SAFE)
  return unknownFate()
}

function unknownFate(): CdsError {
  const remedy =
    'The record’s system did not confirm it. Look into the record before you try again: it may be there.'
  return new CdsError('CDS_FHIR_UNAVAILABLE', [{ remedy }])
}

/** @param why and what to do, in a sentence */
export function nothingSent(why: string): CdsError {
  return new CdsError('CDS_NOTHING_SENT', [{ remedy: `Nothing was written. ${why}` }])
}
