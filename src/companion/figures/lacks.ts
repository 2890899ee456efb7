import type { Reason } from '../../clinical/score.ts'
import { aboutInput } from '../../clinical/score-reasons.ts'
import type { Field, ScoreView } from '../api/contract.ts'
import { titleIn } from './contributions.ts'

/** One thing that a score lacks, and what that means for the figure. */
export interface Lack {
  readonly name: string
  readonly title: string
  readonly why: string
  /** Without it there is no figure. */
  readonly isNeeded: boolean
}

/** Whether it is not on file or could not be read, the score cannot tell: so neither is said. */
const NOT_KNOWN = 'not known'

/** Why there is no figure, by input where a reason is about one. */
export function neededOf(reasons: readonly Reason[], fields: readonly Field[]): Lack[] {
  return reasons.map((reason) => {
    const about = aboutInput(reason, fields)
    if (about === undefined)
      return { name: reason.code, title: '', why: reason.text, isNeeded: true }
    const { input, title, isPlainlyMissing, why } = about
    return { name: input, title, why: isPlainlyMissing ? NOT_KNOWN : why, isNeeded: true }
  })
}

/** What is missing, what is on file but of no use, and what could be told but is not on file. */
export function lacksOf(score: ScoreView): Lack[] {
  const { fields, used } = score
  const needed = neededOf(score.missing ?? [], fields)
  const unused = score.unused
    .filter(({ name }) => needed.every((each) => each.name !== name))
    .map(({ name, reason }) => ({
      name,
      title: titleIn(fields, name),
      why: reason.text,
      isNeeded: false,
    }))
  const known = new Set([...used, ...needed, ...unused].map(({ name }) => name))
  const absent = fields
    .filter(({ name, optional, kind }) => optional && kind !== 'choice' && !known.has(name))
    .map(({ name, title }) => ({ name, title, why: NOT_KNOWN, isNeeded: false }))
  return [...needed, ...unused, ...absent]
}
