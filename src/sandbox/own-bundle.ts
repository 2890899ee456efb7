import { CdsError, type Problem } from '../errors.ts'
import { TYPES } from './capability.ts'
import { patientOf } from './compartment.ts'
import { type Entry, withOwnIds } from './own-ids.ts'
import type { PatientFile } from './patient-files.ts'

const MOST_PROBLEMS = 20

/**
 * A Bundle that somebody brought along, as one more patient.
 *
 * @throws CdsError that names every entry which cannot be used, and what to do about it.
 */
export function ownPatient(bundle: unknown, id: string): PatientFile {
  const { resourceType, entry } = (bundle ?? {}) as { resourceType?: unknown; entry?: unknown }
  if (resourceType !== 'Bundle')
    throw refused([{ field: 'resourceType', remedy: 'send a FHIR Bundle of one patient' }])
  if (!Array.isArray(entry) || entry.length === 0)
    throw refused([{ field: 'entry', remedy: 'the Bundle has no entries' }])
  const problems: Problem[] = []
  const entries = entry.flatMap((each: unknown, index) => entryOf(each, index, problems))
  const patients = entries.filter(({ resource }) => resource.resourceType === 'Patient')
  if (patients.length !== 1)
    problems.push({
      field: 'entry',
      remedy: `the Bundle must hold exactly one Patient; it holds ${patients.length}`,
    })
  if (problems.length > 0) throw refused(problems)
  const resources = withOwnIds(entries, id)
  const strays = resources.flatMap((resource, index) => {
    const about = patientOf(resource)
    if (about === undefined || about === id) return []
    const remedy = `this ${resource.resourceType} is about another patient than the Bundle's`
    return [{ field: `entry[${index}].resource`, remedy }]
  })
  if (strays.length > 0) throw refused(strays)
  const story = 'Brought along by you; it is gone with a reset and when the service ends.'
  return { id, story, tries: [], resources, orders: [] }
}

function entryOf(value: unknown, index: number, problems: Problem[]): Entry[] {
  const field = `entry[${index}].resource`
  const { fullUrl, resource } = (value ?? {}) as { fullUrl?: unknown; resource?: unknown }
  const { resourceType } = (resource ?? {}) as { resourceType?: unknown }
  if (typeof resourceType !== 'string') {
    problems.push({ field, remedy: 'must be a FHIR resource with its resourceType' })
    return []
  }
  // What no rule reads is left out; a Bundle may hold much besides.
  if (!TYPES.has(resourceType)) return []
  const url = typeof fullUrl === 'string' ? { fullUrl } : {}
  return [{ ...url, resource: resource as Entry['resource'] }]
}

function refused(problems: readonly Problem[]): CdsError {
  return new CdsError('CDS_REQUEST_INVALID', problems.slice(0, MOST_PROBLEMS))
}
