import { call } from './http.ts'
import type { HookContext } from './wire.ts'

/**
 * A prefetch template with its tokens filled in; `undefined` where the context has not what it asks
 * for: such a query is not run (`FP-10`).
 */
export function filled(template: string, context: HookContext): string | undefined {
  let lacking = false
  const query = template.replace(
    /\{\{\s*(?:%?context\.)?(\w+)\s*\}\}/g,
    (_whole, field: string) => {
      const value = field === 'userPractitionerId' ? practitionerOf(context) : context[field]
      if (typeof value !== 'string') lacking = true
      return String(value)
    },
  )
  return lacking || query.includes('{{') ? undefined : query
}

function practitionerOf({ userId }: HookContext): string | undefined {
  const [type, id] = userId.split('/')
  return type === 'Practitioner' ? id : undefined
}

/**
 * Answers of the FHIR server to these templates, by key. A key whose query fails is left out: the
 * service then knows that it does not know (`PFD-04`).
 *
 * @param asked queries of this moment, so that none is asked twice for several services
 */
export async function prefetched(
  templates: Readonly<Record<string, string>>,
  context: HookContext,
  token: string,
  asked: Map<string, Promise<unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const answers = await Promise.all(
    Object.entries(templates).map(async ([key, template]) => {
      const query = filled(template, context)
      if (query === undefined) return []
      const answer = asked.get(query) ?? ask(query, token)
      asked.set(query, answer)
      try {
        return [[key, await answer] as const]
      } catch {
        return [] // Unknown, not empty: the service names what it could not check.
      }
    }),
  )
  return Object.fromEntries(answers.flat())
}

/** Searches go by POST: a template may list more codes than a URL can hold. */
function ask(query: string, token: string): Promise<unknown> {
  const [path = '', parameters] = query.split('?')
  if (parameters === undefined) return call(`fhir/${path}`, { token })
  const form = new URLSearchParams(parameters)
  return call(`fhir/${path}/_search`, { method: 'POST', form, token })
}
