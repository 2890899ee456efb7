import type { z } from 'zod'
import type { Reason } from './score.ts'

/** Turns a schema failure into stable reasons: `<input>-missing`, `-out-of-range` or `-invalid`. */
export function inputReasons(error: z.ZodError, inputs: unknown): Reason[] {
  const reasons = new Map<string, Reason>()
  for (const issue of error.issues) {
    const input = String(issue.path[0] ?? 'inputs')
    const kind = kindOf(issue, valueAt(inputs, input))
    const code = `${input}-${kind}`
    if (!reasons.has(code)) reasons.set(code, { code, text: textOf(input, kind, issue) })
  }
  return [...reasons.values()]
}

/** A reason about one input, apart from the input's name: for who shows its title beside it. */
export interface AboutInput {
  readonly input: string
  /** It was not given; in words of the score's own where it has some. */
  readonly isPlainlyMissing: boolean
  readonly why: string
}

/** What a reason says of an input; `undefined` where it is about the patient or the score as a whole. */
export function aboutInput({ code, text }: Reason): AboutInput | undefined {
  const input = /^(.+)-(?:missing|out-of-range|invalid)$/.exec(code)?.[1]
  if (input === undefined) return undefined
  const why = text.startsWith(`${input} is `) ? text.slice(`${input} is `.length) : text
  return { input, isPlainlyMissing: text === `${input} is missing`, why }
}

type Kind = 'missing' | 'out-of-range' | 'invalid'

function kindOf(issue: z.core.$ZodIssue, value: unknown): Kind {
  if (value === undefined || value === null) return 'missing'
  return issue.code === 'too_small' || issue.code === 'too_big' ? 'out-of-range' : 'invalid'
}

function textOf(input: string, kind: Kind, issue: z.core.$ZodIssue): string {
  if (kind === 'missing') return `${input} is missing`
  if (kind === 'invalid') return `${input} is not a value this calculation can use`
  if (issue.code === 'too_small')
    return `${input} is outside the valid range: ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
  if (issue.code === 'too_big')
    return `${input} is outside the valid range: ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`
  return `${input} is outside the valid range`
}

function valueAt(inputs: unknown, key: string): unknown {
  if (typeof inputs !== 'object' || inputs === null || !Object.hasOwn(inputs, key)) return undefined
  return (inputs as Record<string, unknown>)[key]
}
