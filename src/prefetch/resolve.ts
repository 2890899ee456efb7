import { type KeyData, type Resource, unavailable } from './data.ts'
import type { DataAccess } from './data-access.ts'
import { fillTemplate } from './fill.ts'
import type { Included } from './medications.ts'
import { currentType, matchesIn, readValue, type ValueReading } from './read-value.ts'
import { subjectVerdict } from './reference.ts'
import type { Fetch, KeyAnswer } from './shared-fetch.ts'
import type { Template } from './template.ts'
import { WrongPatientError } from './wrong-patient.ts'

export interface Resolved {
  readonly data: KeyData
  /** Resources of other types that came along, such as included Medications. */
  readonly included: readonly Included[]
  /** Resources that the FHIR server sent and that were left out: another patient's, or not what was asked for (T18). */
  readonly strangers: number
}

/**
 * The data of one key: supplied → fetched → unavailable (`PFD-08`, `PFD-15`). `fetch` is shared by
 * all keys of a request, so that equal queries are asked once. What was supplied is there at once.
 *
 * @throws WrongPatientError where a supplied resource is about another patient.
 */
export function resolveKey(
  key: string,
  template: Template,
  needed: boolean,
  access: DataAccess,
  fetch: Fetch,
): Resolved | Promise<Resolved> {
  const supplied = Object.hasOwn(access.supplied, key) ? access.supplied[key] : undefined
  const reading: ValueReading =
    supplied === undefined ? { state: 'absent' } : readValue(template, supplied)
  if (reading.state === 'failed') return nothing(unavailable('outcome'))
  if (reading.state === 'some') return fromSupplied(key, reading, template, access, fetch)
  const mustAsk = reading.state === 'absent' || (needed && template.kind === 'read')
  if (!mustAsk) return nothing({ state: 'known', resources: [], partial: false, from: 'supplied' })
  return fromServer(template, access, fetch)
}

function fromSupplied(
  key: string,
  reading: Extract<ValueReading, { state: 'some' }>,
  template: Template,
  access: DataAccess,
  fetch: Fetch,
): Resolved | Promise<Resolved> {
  const { firstPage } = reading
  const supplied: Resolved = {
    data: {
      state: 'known',
      resources: ofPatient(reading.resources, key, access.patient),
      partial: reading.partial || firstPage !== undefined,
      from: 'supplied',
    },
    included: reading.included,
    strangers: 0,
  }
  if (firstPage === undefined || template.kind === 'read' || access.client === undefined)
    return supplied
  return withFollowing(supplied, firstPage, template, access, fetch).then((whole) =>
    reading.partial ? partial(whole) : whole,
  )
}

function partial(resolved: Resolved): Resolved {
  const { data } = resolved
  return data.state === 'known' ? { ...resolved, data: { ...data, partial: true } } : resolved
}

/** What was supplied, and the pages that follow it; alone and partial where these cannot be had. */
async function withFollowing(
  supplied: Resolved,
  firstPage: Resource,
  template: Template,
  access: DataAccess,
  fetch: Fetch,
): Promise<Resolved> {
  const query = fillTemplate(template, access.context)
  const answer = query === undefined ? undefined : await fetch(query, firstPage)
  if (query === undefined || answer?.ok !== true || supplied.data.state !== 'known') return supplied
  const given = Array.isArray(firstPage.entry) ? firstPage.entry.length : 0
  const entry = Array.isArray(answer.resource.entry) ? answer.resource.entry.slice(given) : []
  const before = Array.isArray(firstPage.entry) ? matchesIn(template, firstPage.entry) : 0
  const total = Number(answer.resource.total ?? 0) - before
  const { data, included, strangers } = fetched(template, access, query, {
    ...answer,
    resource: { ...answer.resource, entry, total },
  })
  if (data.state !== 'known') return supplied
  return {
    data: { ...data, resources: [...supplied.data.resources, ...data.resources] },
    included: [...supplied.included, ...included],
    strangers,
  }
}

/** What is about the patient. @throws WrongPatientError where one is about somebody else. */
function ofPatient(
  resources: readonly Resource[],
  key: string,
  patient: DataAccess['patient'],
): readonly Resource[] {
  if (patient === undefined) return resources
  let others = false
  for (const resource of resources) {
    const verdict = subjectVerdict(resource, patient)
    if (verdict === 'other') throw new WrongPatientError(`prefetch.${key}`)
    if (verdict === 'not-a-patient') others = true
  }
  return others
    ? resources.filter((resource) => subjectVerdict(resource, patient) !== 'not-a-patient')
    : resources
}

async function fromServer(template: Template, access: DataAccess, fetch: Fetch): Promise<Resolved> {
  const query = fillTemplate(template, access.context)
  if (query === undefined) return nothing(unavailable('no-token-value'))
  return fetched(template, access, query, await fetch(query))
}

function fetched(
  template: Template,
  access: DataAccess,
  query: string,
  answer: KeyAnswer,
): Resolved {
  if (!answer.ok) return nothing(unavailable(answer.why))
  const reading = readValue(template, answer.resource)
  if (reading.state === 'failed') return nothing(unavailable('outcome'))
  if (reading.state === 'absent') return nothing(unavailable('unusable'))
  if (reading.state === 'none')
    return nothing({ state: 'known', resources: [], partial: answer.partial, from: 'fetched' })
  const { patient } = access
  let strangers = 0
  const ours = reading.resources.filter((resource) => {
    if (template.kind === 'read' && !isNamedBy(query, resource)) {
      strangers += 1
      return false
    }
    if (patient === undefined) return true
    const verdict = subjectVerdict(resource, patient)
    if (verdict === 'other') strangers += 1
    return verdict === 'same' || verdict === 'unstated'
  })
  // A server that answers with something else has not answered our question.
  const isLess = ours.length < reading.resources.length
  if (isLess && template.kind === 'read') return { ...nothing(unavailable('unusable')), strangers }
  return {
    data: {
      state: 'known',
      resources: ours,
      partial: answer.partial || reading.partial || isLess,
      from: 'fetched',
    },
    included: reading.included,
    strangers,
  }
}

/** Whether a resource is the one that a read asked for by type and id. */
function isNamedBy(query: string, { resourceType, id }: Resource): boolean {
  return `${currentType(resourceType)}/${id}` === query
}

function nothing(data: KeyData): Resolved {
  return { data, included: [], strangers: 0 }
}
