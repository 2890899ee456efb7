import type { z } from 'zod'
import type { Reason } from './score.ts'

/**
 * Turns a schema failure into stable reasons: `<input>-missing`, `-out-of-range` or `-invalid`, and a
 * sentence that names the input by its title.
 */
export function inputReasons(schema: z.ZodObject, error: z.ZodError, inputs: unknown): Reason[] {
  const reasons = new Map<string, Reason>()
  for (const issue of error.issues) {
    const input = String(issue.path[0] ?? 'inputs')
    const kind = kindOf(issue, valueAt(inputs, input))
    const code = `${input}-${kind}`
    const title = titleAt(schema, issue.path) ?? input
    if (!reasons.has(code)) reasons.set(code, { code, text: textOf(title, kind, issue) })
  }
  return [...reasons.values()]
}

/** A reason about one input, apart from the input's title: for who shows that beside it. */
export interface AboutInput {
  readonly input: string
  readonly title: string
  /** It was not given; in words of the score's own where it has some. */
  readonly isPlainlyMissing: boolean
  readonly why: string
}

/** What a reason says of one of these inputs; `undefined` where it is about the patient or the score. */
export function aboutInput(
  { code, text }: Reason,
  inputs: readonly { readonly name: string; readonly title: string }[],
): AboutInput | undefined {
  const input = /^(.+)-(?:missing|out-of-range|invalid)$/.exec(code)?.[1]
  const title = inputs.find(({ name }) => name === input)?.title
  if (input === undefined || title === undefined) return undefined
  const why = text.startsWith(`${title} is `) ? text.slice(`${title} is `.length) : text
  return { input, title, isPlainlyMissing: text === `${title} is missing`, why }
}

type Kind = 'missing' | 'out-of-range' | 'invalid'

function kindOf(issue: z.core.$ZodIssue, value: unknown): Kind {
  if (value === undefined || value === null) return 'missing'
  return issue.code === 'too_small' || issue.code === 'too_big' ? 'out-of-range' : 'invalid'
}

function textOf(title: string, kind: Kind, issue: z.core.$ZodIssue): string {
  if (kind === 'missing') return `${title} is missing`
  if (kind === 'invalid') return `${title} is not a value this calculation can use`
  if (issue.code === 'too_small')
    return `${title} is outside the valid range: ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
  if (issue.code === 'too_big')
    return `${title} is outside the valid range: ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`
  return `${title} is outside the valid range`
}

/** The title of the innermost part of a schema that has one, on the way to a value. */
function titleAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string | undefined {
  // Casts: every schema of a score is made by zod itself, whose classes are not loaded for this alone.
  const own = (schema as z.ZodType).meta()?.title
  const { def } = (schema as z.core.$ZodTypes)._zod
  const [step, ...rest] = path
  if (def.type === 'optional') return titleAt(def.innerType, path) ?? own
  if (step === undefined) return own
  if (def.type === 'array') return titleAt(def.element, rest) ?? own
  const inner = def.type === 'object' ? def.shape[String(step)] : undefined
  return (inner && titleAt(inner, rest)) ?? own
}

function valueAt(inputs: unknown, key: string): unknown {
  if (typeof inputs !== 'object' || inputs === null || !Object.hasOwn(inputs, key)) return undefined
  return (inputs as Record<string, unknown>)[key]
}
