import { CdsError, type Problem } from '../errors.ts'
import { TYPES } from './capability.ts'
import { elementAbout, isOfNobody, patientOf } from './compartment.ts'
import { type Entry, withOwnIds } from './own-ids.ts'
import { problemsOfWhole } from './own-whole.ts'
import type { PatientFile } from './patient-files.ts'

const MOST_PROBLEMS = 20

/** An entry that is taken, and where it stands. */
interface Placed extends Entry {
  readonly field: string
}

/**
 * A Bundle that somebody brought along, as one more patient. All of it or nothing: a record that was
 * lost on the way would be taken for one that there is not.
 *
 * @throws CdsError that names every entry which cannot be used, and what to do about it.
 */
export function ownPatient(bundle: unknown, id: string): PatientFile {
  const { resourceType, entry } = (bundle ?? {}) as { resourceType?: unknown; entry?: unknown }
  if (resourceType !== 'Bundle')
    throw refused([{ field: 'resourceType', remedy: 'send a FHIR Bundle of one patient' }])
  if (!Array.isArray(entry) || entry.length === 0)
    throw refused([{ field: 'entry', remedy: 'the Bundle has no entries' }])
  const problems: Problem[] = [...problemsOfWhole(bundle, entry)]
  const entries = entry.flatMap((each: unknown, index) => entryOf(each, index, problems))
  const patients = entries.filter(({ resource }) => resource.resourceType === 'Patient')
  if (patients.length !== 1)
    problems.push({
      field: 'entry',
      remedy: `the Bundle must hold exactly one Patient; it holds ${patients.length}`,
    })
  problems.push(...repeated(entries))
  if (problems.length > 0) throw refused(problems)
  const resources = withOwnIds(entries, id)
  const strays = resources.flatMap((resource, index) => {
    const about = patientOf(resource)
    if (isOfNobody(resource) || about === id) return []
    const { resourceType } = resource
    const remedy =
      about === undefined
        ? `this ${resourceType} does not say whom it is about: give its ${elementAbout(resource)} a reference to the Bundle's Patient`
        : `this ${resourceType} is about another patient than the Bundle's: leave it out`
    return [{ field: entries[index]?.field ?? 'entry', remedy }]
  })
  if (strays.length > 0) throw refused(strays)
  const story = 'Brought along by you; it is gone with a reset and when the service ends.'
  return { id, story, tries: [], resources, orders: [] }
}

function entryOf(value: unknown, index: number, problems: Problem[]): Placed[] {
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
  return [{ ...url, field, resource: resource as Entry['resource'] }]
}

/** Of two entries with one name the later would take the place of the other. */
function repeated(entries: readonly Placed[]): readonly Problem[] {
  const seen = new Set<string>()
  return entries.flatMap(({ field, fullUrl, resource: { resourceType, id } }) => {
    const names = [fullUrl, typeof id === 'string' ? `${resourceType}/${id}` : undefined]
    const again = names.find((name) => name !== undefined && seen.has(name))
    for (const name of names) if (name !== undefined) seen.add(name)
    if (again === undefined) return []
    return [{ field, remedy: `${again} stands twice: leave the one out that does not hold` }]
  })
}

function refused(problems: readonly Problem[]): CdsError {
  return new CdsError('CDS_REQUEST_INVALID', problems.slice(0, MOST_PROBLEMS))
}
