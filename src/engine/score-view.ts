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
import { couldNotBeRead, lackedBy, readInputs, unusedFor } from './score-outcomes.ts'

/** A score with all that a person needs to follow it, and to ask "what if". */
export interface ScoreView {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly source: Source
  readonly known: boolean
  readonly value?: object
  readonly missing?: readonly Reason[]
  /** What `runScore` takes: whoever has this page's code computes the same. */
  readonly inputs: Readonly<Record<string, unknown>>
  readonly used: readonly UsedInput[]
  readonly unused: readonly UnusedInput[]
  readonly fields: readonly ScoreField[]
}

/** Computed from what was gathered, by the same reading as for rules; never from a cache. */
export function scoreView(score: AnyScore, gathered: Gathered, now: Date): ScoreView {
  const { id, version, title, source } = score
  const base = { id, version, title, source, fields: fieldsOf(score) }
  const lacking = lackedBy(score, gathered)
  if (lacking.length > 0)
    return {
      ...base,
      ...{ known: false, missing: lacking.map(couldNotBeRead), inputs: {}, used: [], unused: [] },
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
