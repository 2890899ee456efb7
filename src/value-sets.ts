import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { codeKey } from './clinical/codes/code-set.ts'
import { isGroup, replaceGroup } from './clinical/codes/groups.ts'

/** A file that cannot stand for a group; the message names it and the remedy. */
export class ValueSetError extends Error {
  override readonly name = 'ValueSetError'
}

const concept = z.looseObject({ code: z.string().min(1) })
const valueSet = z.looseObject({
  resourceType: z.literal('ValueSet'),
  compose: z
    .looseObject({
      include: z.array(
        z.looseObject({ system: z.string().optional(), concept: z.array(concept).optional() }),
      ),
    })
    .optional(),
  expansion: z.looseObject({ contains: z.array(z.unknown()).optional() }).optional(),
})

/**
 * Puts a site's value sets in the place of shipped code groups: each `<group>.json` of a folder is a FHIR
 * ValueSet with an expansion, or with its codes listed. Has to come before any other module is loaded.
 *
 * @returns the ids of the groups that were replaced
 * @throws ValueSetError that names the file
 */
export function useValueSets(folder: string): readonly string[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
  return files.map((name) => {
    const id = name.slice(0, -'.json'.length)
    if (!isGroup(id))
      throw new ValueSetError(`${name}: no code group has this name; docs/codes.md lists them`)
    const keys = keysOf(join(folder, name), name)
    if (keys.size === 0)
      throw new ValueSetError(
        `${name}: has no codes; expand it first, an empty group would be silent`,
      )
    replaceGroup(id, keys)
    return id
  })
}

function keysOf(path: string, name: string): ReadonlySet<string> {
  const parsed = valueSet.safeParse(jsonOf(path, name))
  if (!parsed.success)
    throw new ValueSetError(
      `${name}: is no FHIR ValueSet with codes: ${z.prettifyError(parsed.error)}`,
    )
  const { compose, expansion } = parsed.data
  if (expansion?.contains !== undefined) return new Set(expansion.contains.flatMap(expanded))
  return new Set(
    (compose?.include ?? []).flatMap(({ system, concept: concepts }) => {
      if (system === undefined || concepts === undefined)
        throw new ValueSetError(`${name}: an include without system and concepts: expand it first`)
      return concepts.map(({ code }) => codeKey(system, code))
    }),
  )
}

/** What an expansion holds, with what is nested in it; headings cannot be chosen and do not count. */
function expanded(entry: unknown): readonly string[] {
  const { system, code, abstract, contains } = (entry ?? {}) as Readonly<Record<string, unknown>>
  const nested = Array.isArray(contains) ? contains.flatMap(expanded) : []
  const isCode = typeof system === 'string' && typeof code === 'string' && abstract !== true
  return isCode ? [codeKey(system, code), ...nested] : nested
}

function jsonOf(path: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new ValueSetError(`${name}: is not JSON`)
  }
}
