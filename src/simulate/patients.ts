import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Resource, resourcesOf } from '../fhir/memory/bundle.ts'
import type { Stored } from '../fhir/memory/search.ts'

/** One patient's chart. */
export interface Chart {
  /** File, and where it has several patients their number: never a name. */
  readonly name: string
  readonly patientId: string
  readonly resources: readonly Stored[]
}

/** What was read cannot be used; the message names file, line and remedy. */
export class ChartError extends Error {
  override readonly name = 'ChartError'
}

/**
 * Charts from a folder of `.json` and `.ndjson` files, or from one file. JSON: a Bundle of one patient.
 * NDJSON: a Bundle per line, or single resources as a bulk export writes them, which are put together by
 * the patient whom they are about.
 *
 * @throws ChartError at the first file that is neither.
 */
export function readCharts(path: string): readonly Chart[] {
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => /\.(?:json|ndjson)$/.test(name))
        .toSorted()
        .map((name) => join(path, name))
    : [path]
  const loose: Stored[] = []
  const charts = files.flatMap((file) => {
    const name = basename(file)
    const text = readFileSync(file, 'utf8')
    if (!name.endsWith('.ndjson')) return [chartOf(name, parsed(name, 1, text))]
    return text.split('\n').flatMap((line, index) => {
      if (line.trim() === '') return []
      const value = parsed(name, index + 1, line)
      if (value.resourceType === 'Bundle') return [chartOf(`${name}:${index + 1}`, value)]
      loose.push(stored(`${name}:${index + 1}`, value))
      return []
    })
  })
  const all = [...charts, ...together(loose)]
  if (all.length === 0)
    throw new ChartError(`${path}: there are no patients in .json or .ndjson files`)
  return all
}

function parsed(file: string, line: number, text: string): Resource {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Resource
  } catch {
    // Said below: the parser's own words quote what it choked on.
  }
  throw new ChartError(`${file}:${line}: is not a FHIR resource in JSON`)
}

function chartOf(name: string, bundle: Resource): Chart {
  if (bundle.resourceType !== 'Bundle')
    throw new ChartError(`${name}: is no Bundle: put one patient's resources into a Bundle`)
  const resources = resourcesOf(bundle).map((resource) => stored(name, resource))
  const [patient, second] = resources.filter(({ resourceType }) => resourceType === 'Patient')
  if (patient === undefined || second !== undefined)
    throw new ChartError(`${name}: must hold exactly one Patient`)
  return { name, patientId: patient.id, resources }
}

function stored(name: string, resource: Resource): Stored {
  const { resourceType, id } = resource
  if (typeof resourceType !== 'string' || typeof id !== 'string')
    throw new ChartError(`${name}: a resource lacks resourceType or id`)
  return { ...resource, resourceType, id }
}

/** Single resources by patient; what is about nobody (Medication, Practitioner) goes into every chart. */
function together(loose: readonly Stored[]): readonly Chart[] {
  const patients = loose.filter(({ resourceType }) => resourceType === 'Patient')
  const shared: Stored[] = []
  const own = new Map<string, Stored[]>(patients.map((each) => [each.id, [each]]))
  for (const resource of loose) {
    if (resource.resourceType === 'Patient') continue
    const about = subjectOf(resource)
    if (about === undefined) shared.push(resource)
    else own.get(about)?.push(resource)
  }
  return [...own].map(([patientId, resources], index) => ({
    name: `patient ${index + 1}`,
    patientId,
    resources: [...resources, ...shared],
  }))
}

function subjectOf({ subject, patient }: Stored): string | undefined {
  const { reference } = (subject ?? patient ?? {}) as { reference?: unknown }
  return typeof reference === 'string' ? /^Patient\/(.+)$/.exec(reference)?.[1] : undefined
}
