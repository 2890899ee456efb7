import { z } from 'zod'

/**
 * Published samples of some draft hooks wrap the one resource of the context in `{ "resource": … }`,
 * in a Bundle, or give it another name. All are brought to the bare resource (`AMB-10`).
 */
export function unwrapping<S extends z.ZodType>(
  field: string,
  aliases: readonly string[],
  schema: S,
) {
  return z.preprocess((value) => {
    if (typeof value !== 'object' || value === null) return value
    const context = value as Record<string, unknown>
    const given = [field, ...aliases]
      .map((name) => context[name])
      .find((each) => each !== undefined)
    return { ...context, [field]: bare(given) }
  }, schema)
}

function bare(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given
  const { resourceType, resource, entry } = given as Record<string, unknown>
  if (resourceType === undefined) return resource
  if (resourceType !== 'Bundle' || !Array.isArray(entry)) return given
  return entry.length === 1 ? bare(entry[0]) : given
}
