import { clinicalInstant } from '../clinical/readers/dates.ts'
import { counts } from '../clinical/readers/status.ts'
import type { KeyData, Resource, Unavailable } from '../prefetch/data.ts'
import type { Template } from '../prefetch/template.ts'

/** What rules see of one key. */
export type KeyView =
  | { readonly state: 'known'; readonly list: readonly Resource[]; readonly partial: boolean }
  | { readonly state: 'unavailable'; readonly why: Unavailable }

/**
 * Brings the data of a key into the form that rules see: what does not count (entered in error,
 * preliminary, refuted, in the future …) is left out, and where the template asks for the newest
 * first they stand so, whatever the order in the Bundle.
 *
 * A template that names an open status (`status=preliminary`) gets those results too.
 *
 * Where a template asked for a certain number and some of them did not count, older ones that do may
 * exist: the list is then partial, never "none".
 */
export function keyView(data: KeyData, template: Template, now: Date): KeyView {
  if (data.state === 'unavailable') return data
  if (template.kind === 'read')
    return { state: 'known', list: data.resources, partial: data.partial }
  const list = data.resources.filter(
    (resource) => counts(resource, now) || isAskedFor(resource, template),
  )
  const cutShort =
    list.length < data.resources.length &&
    template.count !== undefined &&
    data.resources.length >= template.count
  return {
    state: 'known',
    list: template.newestFirst ? newestFirst(list) : list,
    partial: data.partial || (cutShort && list.length === 0),
  }
}

/** A result that is still open counts for nobody but the rule whose query names its status. */
function isAskedFor({ status }: Resource, { openStatuses }: Template): boolean {
  return typeof status === 'string' && openStatuses.has(status)
}

/** The id as text; a malformed one sorts first, and never throws. */
function idOf({ id }: Resource): string {
  return typeof id === 'string' ? id : ''
}

function newestFirst(list: readonly Resource[]): readonly Resource[] {
  if (list.length < 2) return list
  return list
    .map((resource) => ({ resource, at: clinicalInstant(resource) ?? -Infinity }))
    .toSorted((a, b) => b.at - a.at || (idOf(a.resource) < idOf(b.resource) ? -1 : 1))
    .map(({ resource }) => resource)
}
