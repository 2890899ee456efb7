import { CdsError } from '../errors.ts'
import { WRITABLE } from './scopes.ts'

/** What the app may ask a FHIR server for, taken apart. */
export interface AppQuery {
  readonly type: string
  /** A read; absent: a search. */
  readonly id?: string
  /** As `FhirClient.read` takes it, with the session's patient in it. */
  readonly text: string
}

const ID = /^[A-Za-z0-9.-]{1,64}$/
const PARAMETERS = new Set([
  ...['_id', '_sort', '_count', 'category', 'clinical-status', 'code', 'date', 'encounter'],
  ...['status', 'type'],
])
const MOST_PARAMETERS = 10
const LONGEST_VALUE = 512

/**
 * Reads `Type/id` or `Type?…`: only types that rules and scores read or suggestions write, only listed
 * parameters, and of no other patient than the session's. @throws CdsError
 */
export function appQuery(
  path: string,
  query: URLSearchParams,
  patient: string,
  types: readonly string[],
): AppQuery {
  const [type = '', id, ...more] = path.split('/')
  const isKnown = types.includes(type) || WRITABLE.some((each) => each === type)
  if (!isKnown || more.length > 0) throw refused('The app does not read this type.')
  if (id !== undefined) {
    if (!ID.test(id) || query.size > 0) throw refused('A read is Type/id, without parameters.')
    if (type === 'Patient' && id !== patient) throw refused('The session is about another patient.')
    return { type, id, text: `${type}/${id}` }
  }
  if (type === 'Patient') throw refused('The patient is read by id.')
  if (query.size > MOST_PARAMETERS) throw refused(`Use at most ${MOST_PARAMETERS} parameters.`)
  const asked = [...query].flatMap(([name, value]) => {
    if (name === 'patient' || name === 'subject') {
      if (value !== patient && value !== `Patient/${patient}`)
        throw refused('The session is about another patient.')
      return []
    }
    if (!PARAMETERS.has(name) || value.length > LONGEST_VALUE)
      throw refused('The app does not search by this parameter.')
    return [`${name}=${encodeURIComponent(value)}`]
  })
  return { type, text: `${type}?${[`patient=${patient}`, ...asked].join('&')}` }
}

function refused(remedy: string): CdsError {
  return new CdsError('CDS_APP_FORBIDDEN', [{ remedy }])
}
