import { z } from 'zod'
import { inTitle } from './readers/words.ts'
import type { AnyScore } from './score.ts'

/** One input of a score as a form shows it: a number in its unit, a yes or no, or one of some words. */
export interface ScoreField {
  readonly name: string
  readonly title: string
  readonly unit?: string
  readonly kind: 'number' | 'flag' | 'choice'
  /** The published range; beyond it the score is not calculable. */
  readonly min?: number
  readonly max?: number
  readonly choices?: readonly (string | number)[]
  readonly optional: boolean
}

/** What zod says of one input, as JSON Schema. */
interface Described {
  readonly type?: string
  readonly title?: string
  readonly unit?: string
  readonly enum?: readonly (string | number)[]
  readonly const?: string | number
  readonly anyOf?: readonly Described[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
}

const known = new WeakMap<AnyScore, readonly ScoreField[]>()

/**
 * The inputs of a score that a person can set one by one, in the order of its schema. Lists and free
 * text (the opioids of a chart, two medicines) are none.
 */
export function fieldsOf(score: AnyScore): readonly ScoreField[] {
  const before = known.get(score)
  if (before !== undefined) return before
  const { properties = {}, required = [] } = z.toJSONSchema(score.inputs, {
    io: 'input',
    unrepresentable: 'any',
  })
  const fields = Object.entries(properties).flatMap(([name, described]) => {
    // Cast: an input's own description, of which only these members are read.
    const field = fieldOf(name, described as Described, !required.includes(name))
    return field === undefined ? [] : [field]
  })
  known.set(score, fields)
  return fields
}

function fieldOf(name: string, it: Described, optional: boolean): ScoreField | undefined {
  const { title = inTitle(name), unit } = it
  const base = { name, title, ...(unit === undefined ? {} : { unit }), optional }
  if (isFlag(it)) return { ...base, kind: 'flag' }
  const choices = it.enum ?? constants(it.anyOf)
  if (choices !== undefined) return { ...base, kind: 'choice', choices }
  if (it.type !== 'number' && it.type !== 'integer') return undefined
  const min = it.minimum ?? it.exclusiveMinimum
  const max = it.maximum ?? it.exclusiveMaximum
  return {
    ...base,
    kind: 'number',
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  }
}

function isFlag({ type, anyOf = [] }: Described): boolean {
  return type === 'boolean' || anyOf.some((each) => each.type === 'boolean')
}

function constants(anyOf: readonly Described[] = []): readonly (string | number)[] | undefined {
  const values = anyOf.flatMap((each) => each.const ?? [])
  return values.length > 0 && values.length === anyOf.length ? values : undefined
}
