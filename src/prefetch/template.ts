/** A prefetch template, taken apart once when the services are loaded. */
export interface Template {
  readonly text: string
  readonly kind: 'read' | 'search'
  /** The FHIR type asked for; `undefined` for `{{context.userId}}`, whose type the value tells. */
  readonly type: string | undefined
  readonly parts: readonly Part[]
  /** The `_count` asked for. */
  readonly count?: number
  /** Statuses of results that are still open and that the query asks for by name. */
  readonly openStatuses: ReadonlySet<string>
  /** True when the newest come first (`_sort=-date` and its kin). */
  readonly newestFirst: boolean
}

/** Literal text, or the name of a token. */
export type Part =
  | { readonly literal: string }
  | { readonly context: string }
  | { readonly user: UserType }

export type UserType = 'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson'

const USER_TOKENS: ReadonlyMap<string, UserType> = new Map([
  ['userPractitionerId', 'Practitioner'],
  ['userPractitionerRoleId', 'PractitionerRole'],
  ['userPatientId', 'Patient'],
  ['userRelatedPersonId', 'RelatedPerson'],
])

/** Of reports and observations without their last word. */
const OPEN: ReadonlySet<string> = new Set(['registered', 'partial', 'preliminary'])

/** What is wrong with a template, as a sentence that says the remedy. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

/**
 * Parses a template (`PFT-01` to `PFT-06`).
 *
 * @throws TemplateError that says what to write instead.
 */
export function parseTemplate(text: string): Template {
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) || text.startsWith('/'))
    throw new TemplateError('must be relative: "Type/id" or "Type?query", without server or "/"')
  const parts = partsOf(text)
  const isUser = text === '{{context.userId}}'
  const shape = /^([A-Z][A-Za-z]+)(?:\/([^?/]+)|\?(.+))$/.exec(text)
  if (!isUser && shape === null)
    throw new TemplateError('must be a FHIR read ("Type/id") or search ("Type?query")')
  const query = shape?.[3]
  const count = query === undefined ? undefined : /(?:^|&)_count=(\d+)(?:&|$)/.exec(query)?.[1]
  const statuses =
    query === undefined ? undefined : /(?:^|&)status=([\w,-]+)(?:&|$)/.exec(query)?.[1]
  return {
    text,
    openStatuses: new Set(statuses?.split(',').filter((each) => OPEN.has(each))),
    kind: query === undefined ? 'read' : 'search',
    type: shape?.[1],
    parts,
    ...(count === undefined ? {} : { count: Number(count) }),
    newestFirst: query !== undefined && /(?:^|&)_sort=-/.test(query),
  }
}

function partsOf(text: string): Part[] {
  const parts: Part[] = []
  for (const [index, piece] of text.split('{{').entries()) {
    if (index === 0) {
      if (piece.includes('}}')) throw new TemplateError('has "}}" without "{{" before it')
      if (piece !== '') parts.push({ literal: piece })
      continue
    }
    const [token, ...rest] = piece.split('}}')
    if (token === undefined || rest.length !== 1)
      throw new TemplateError('has a "{{" that is not closed by one "}}"')
    parts.push(tokenOf(token.trim()))
    const literal = rest[0] ?? ''
    if (literal !== '') parts.push({ literal })
  }
  return parts
}

function tokenOf(token: string): Part {
  const user = USER_TOKENS.get(token)
  if (user !== undefined) return { user }
  const context = /^context\.([A-Za-z][A-Za-z0-9_]*)$/.exec(token)?.[1]
  if (context !== undefined) return { context }
  throw new TemplateError(
    `has the token {{${token}}}: write {{context.<field>}} or one of ${[...USER_TOKENS.keys()].join(', ')}`,
  )
}
