import type { Template } from './template.ts'

const ID = /^(?!\.{1,2}$)[A-Za-z0-9.-]{1,64}$/
const REFERENCE = /^[A-Z][A-Za-z]{1,63}\/(?!\.{1,2}$)[A-Za-z0-9.-]{1,64}$/

/**
 * The query of a template for one context, or `undefined` where a token has no value: then the query
 * is not run (`FP-10`). Only ids and references are filled in, never other text.
 */
export function fillTemplate(
  template: Template,
  context: Readonly<Record<string, unknown>>,
): string | undefined {
  let query = ''
  for (const part of template.parts) {
    const piece =
      'literal' in part
        ? part.literal
        : 'context' in part
          ? tokenValue(context[part.context])
          : userId(context.userId, part.user)
    if (piece === undefined) return undefined
    query += piece
  }
  return query
}

function tokenValue(value: unknown): string | undefined {
  const values = Array.isArray(value) ? value : [value]
  const pieces = values.filter(
    (each): each is string => typeof each === 'string' && (ID.test(each) || REFERENCE.test(each)),
  )
  return pieces.length === values.length && pieces.length > 0 ? pieces.join(',') : undefined
}

/** The bare id of the user, where the user is of the type that the token names (`PFT-05`). */
function userId(value: unknown, type: string): string | undefined {
  if (typeof value !== 'string' || !REFERENCE.test(value)) return undefined
  const [givenType, id] = value.split('/')
  return givenType === type ? id : undefined
}
