import { CdsError } from '../../errors.ts'
import type { FetchFailure } from '../../fhir/client.ts'

/** Why is for the operator's log. */
export const NOT_SAFE = 'The record’s system cannot be reached safely; tell those who run it.'

const UNAVAILABLE: Readonly<Partial<Record<FetchFailure, string>>> = {
  timeout: 'The record’s system did not answer in time; try again in a moment.',
  unreachable: 'The record’s system cannot be reached; try again in a moment.',
  certificate: NOT_SAFE,
  tls: NOT_SAFE,
  broken: 'The record’s system reported a fault of its own; try again later.',
  'too-large': 'The answer of the record’s system is larger than can be read.',
  rubbish: 'The answer of the record’s system cannot be read.',
}

/** A read that failed, as the page is told. */
export function readFailure(failure: FetchFailure): CdsError {
  if (failure === 'denied')
    return new CdsError('CDS_SCOPE_MISSING', [
      { remedy: 'The record’s system refused to show this.' },
    ])
  if (failure === 'not-found')
    return new CdsError('CDS_NOT_FOUND', [{ remedy: 'The record’s system does not have this.' }])
  const remedy = UNAVAILABLE[failure] ?? 'The record’s system could not answer this.'
  return new CdsError('CDS_FHIR_UNAVAILABLE', [{ remedy }])
}
