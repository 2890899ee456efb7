import {
  type AnyScore,
  type Reason,
  runScore,
  type Source,
  type UnusedInput,
  type UsedInput,
} from '../clinical/score.ts'
import { fieldsOf, type ScoreField } from '../clinical/score-fields.ts'
import type { Gathered } from './gather.ts'
import { type KeptScores, lackedBy, readInputs, unusedFor } from './score-outcomes.ts'

/** A score with all that a person needs to follow it, and to ask "what if". */
export interface ScoreView {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly source: Source
  readonly known: boolean
  /** Set where its data could not all be read: what it asks for is then unknown, not none. */
  readonly unread?: true
  readonly value?: object
  /** Set where the value was computed earlier (ISO instant), because its data cannot be read now. */
  readonly asOf?: string
  readonly missing?: readonly Reason[]
  /** What `runScore` takes: whoever has this page's code computes the same. */
  readonly inputs: Readonly<Record<string, unknown>>
  readonly used: readonly UsedInput[]
  readonly unused: readonly UnusedInput[]
  readonly fields: readonly ScoreField[]
}

/**
 * Computed from what was gathered, by the same reading as for rules. Where that could not be read it is
 * the last value that was kept, as the cards of rules have it.
 */
export async function scoreView(
  score: AnyScore,
  gathered: Gathered,
  { kept, now }: { readonly kept: KeptScores; readonly now: Date },
): Promise<ScoreView> {
  const { id, version, title, source } = score
  const base = { id, version, title, source, fields: fieldsOf(score) }
  const lacking = lackedBy(score, gathered)
  if (lacking.length > 0) {
    const unread = { unread: true, missing: lacking, unused: [] } as const
    const entry = await kept(score)
    if (entry === undefined) return { ...base, ...unread, known: false, inputs: {}, used: [] }
    const { value, inputs: used, computedAt: asOf } = entry
    const inputs = Object.fromEntries(used.map((each) => [each.name, each.value]))
    return { ...base, ...unread, known: true, value, asOf, inputs, used }
  }
  const { raw, used, unused } = readInputs(score, gathered, now)
  const result = runScore(score, raw)
  const read = { inputs: raw, used, unused }
  if ('value' in result) return { ...base, known: true, value: result.value, ...read }
  // The code names the input, under whose title the page shows the text.
  const missing = result.notCalculable.map(({ code, text }) => ({
    code,
    text: unusedFor({ code, text }, unused)?.reason.text ?? text,
  }))
  return { ...base, known: false, missing, ...read }
}
