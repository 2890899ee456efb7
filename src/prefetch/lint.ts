import { RESOURCE_TYPES } from './resource-types.ts'
import type { Template } from './template.ts'

const DATE_PREFIX = /^(?:eq|lt|gt|ge|le)?\d|^(?:eq|lt|gt|ge|le)?\{\{/
const RESULT_PARAMETERS = new Set(['_count', '_sort'])

/**
 * What in a template leaves the subset that clients can be expected to answer (`PFT-04`, `PFT-07`,
 * `PFT-08`), as sentences; empty when all is well.
 *
 * @param tokens the context fields that the hook allows as tokens
 */
export function lintTemplate(template: Template, tokens: readonly string[]): string[] {
  const problems: string[] = []
  if (template.type !== undefined && !RESOURCE_TYPES.has(template.type))
    problems.push(`asks for "${template.type}", which is no resource type of FHIR R4`)
  for (const part of template.parts) {
    if ('context' in part && !tokens.includes(part.context))
      problems.push(`uses {{context.${part.context}}}, which the hook does not offer as a token`)
  }
  const query = template.text.split('?')[1]
  for (const parameter of query?.split('&') ?? []) problems.push(...lintParameter(parameter))
  return problems
}

function lintParameter(parameter: string): string[] {
  const at = parameter.indexOf('=')
  if (at <= 0) return [`has the parameter "${parameter}" without a value`]
  const name = parameter.slice(0, at)
  const value = parameter.slice(at + 1)
  if (value === '') return [`has the parameter "${name}" without a value`]
  if (name === '_sort')
    return /^-?[a-z-]+$/.test(value)
      ? []
      : ['sorts by something else than one field: write _sort=-date']
  // It asks for a number, not for data: the answer would read as "none".
  if (name === '_count' && /^0+$/.test(value)) return ['asks for none: _count must be 1 or more']
  if (RESULT_PARAMETERS.has(name))
    return /^\d+$/.test(value) ? [] : [`has a ${name} that is not a number`]
  if (name === '_include' || name === '_revinclude')
    return [`uses ${name}, which few clients answer`]
  if (name === '_has' || name.includes('.'))
    return [`chains ("${name}"): ask for the resource itself`]
  if (/^_?sort\b/.test(name)) return ['has no parameter that sorts: write _sort=-date']
  const modifier = name.split(':')[1]
  if (modifier !== undefined && modifier !== 'in')
    return [`uses the modifier ":${modifier}": only ":in" is in the subset`]
  if (/(?:^|-)date$|^_lastUpdated$|^authoredon$/.test(name) && !DATE_PREFIX.test(value))
    return [`compares "${name}" with a prefix outside eq, lt, gt, ge, le`]
  return []
}

/** Whether a key can stand for a `%variable` and in every client (`PFT-10`). */
export function isPrefetchKey(key: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(key)
}
