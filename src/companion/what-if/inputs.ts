import { round } from '../../clinical/readers/round.ts'
import type { Field, ScoreView } from '../api/contract.ts'

const DIGITS = 2

/** What stands in the controls, by name: the text as typed, so that half a number is no error. */
export type Drafts = Readonly<Record<string, string>>

export type Change = { readonly name: string; readonly text: string } | 'reset'

/** What the chart says, as text for the controls; what is not known is empty, never "no". */
export function draftsOf({ fields, inputs }: Pick<ScoreView, 'fields' | 'inputs'>): Drafts {
  return Object.fromEntries(fields.map((field) => [field.name, textOf(field, inputs[field.name])]))
}

function textOf({ kind }: Field, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (kind === 'flag') return value === true || value === 1 ? 'true' : 'false'
  // Shown short; untouched, the whole value is computed with.
  return String(typeof value === 'number' ? round(value, DIGITS) : value)
}

/** Takes a change over; `reset` goes back to the chart. */
export function draftsReducer(filed: Drafts) {
  return (drafts: Drafts, change: Change): Drafts =>
    change === 'reset' ? filed : { ...drafts, [change.name]: change.text }
}

/** The names whose control says something else than the chart. */
export function changed(filed: Drafts, drafts: Drafts): readonly string[] {
  return Object.keys(drafts).filter((name) => drafts[name] !== filed[name])
}

/**
 * The inputs to compute with: the chart's, but what was changed. An untouched input keeps the chart's
 * own value, which may have more digits or a form that no control shows.
 */
export function inputsOf(score: ScoreView, filed: Drafts, drafts: Drafts): Record<string, unknown> {
  const inputs: Record<string, unknown> = { ...score.inputs }
  for (const name of changed(filed, drafts)) {
    const field = score.fields.find((each) => each.name === name)
    const value = field === undefined ? undefined : parsed(field, drafts[name] ?? '')
    if (value === undefined) delete inputs[name]
    else inputs[name] = value
  }
  return inputs
}

function parsed(field: Field, text: string): unknown {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  if (field.kind === 'flag') return trimmed === 'true'
  if (field.kind === 'choice') return field.choices?.find((each) => String(each) === trimmed)
  // What is no number is not "not known": the score refuses it.
  return numberIn(trimmed)
}

/** A plain decimal number. A comma may be a point or part thousands, so it is neither. */
function numberIn(text: string): number {
  return /^-?(?:\d+(?:\.\d+)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN
}

/** What is wrong with a control's text, for the person who typed it. */
export function mistake(field: Field, text: string): string | undefined {
  if (field.kind !== 'number' || text.trim() === '') return undefined
  const value = numberIn(text.trim())
  if (Number.isNaN(value)) return 'Not a number, such as 1.5'
  const { min, max } = field
  if ((min !== undefined && value < min) || (max !== undefined && value > max))
    return `Outside ${rangeText(field)}`
  return undefined
}

/** `30 to 79`, `at least 18`; empty where there are no bounds. */
export function rangeText({ min, max }: Field): string {
  if (min !== undefined && max !== undefined) return `${min} to ${max}`
  if (min !== undefined) return `at least ${min}`
  return max === undefined ? '' : `at most ${max}`
}
