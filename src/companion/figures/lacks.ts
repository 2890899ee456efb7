import type { Reason } from '../../clinical/score.ts'
import type { Field, ScoreView } from '../api/contract.ts'
import { titleIn } from './contributions.ts'
import { titleOf } from './format.ts'

/** One thing that a score lacks, and what that means for the figure. */
export interface Lack {
  readonly name: string
  readonly title: string
  readonly why: string
  /** Without it there is no figure. */
  readonly isNeeded: boolean
}

/** Reason codes that end in what is wrong, such as `creatinine-missing`. */
const ENDINGS = /-(?:missing|out-of-range|invalid|unavailable)$/

/** Whether it is not on file or could not be read, the score cannot tell: so neither is said. */
const NOT_KNOWN = 'not known'

/** Why there is no figure, by input where a reason is about one. */
export function neededOf(reasons: readonly Reason[], fields: readonly Field[]): Lack[] {
  return reasons.map(({ code, text }) => {
    const name = code.replace(ENDINGS, '')
    const isInput = fields.some((each) => each.name === name)
    return {
      name,
      title: isInput ? titleIn(fields, name) : '',
      why: isInput ? sentence(text, titleIn(fields, name)) : inWords(text, name),
      isNeeded: true,
    }
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

/** The title stands before it already. */
function sentence(text: string, title: string): string {
  if (text === `${title} is missing`) return NOT_KNOWN
  return text.startsWith(`${title} is `) ? text.slice(`${title} is `.length) : text
}

/** `bloodPressure could not be read`: what the rules call it, as people write it. */
function inWords(text: string, name: string): string {
  return text.startsWith(`${name} `) ? `${titleOf(name)}${text.slice(name.length)}` : text
}
