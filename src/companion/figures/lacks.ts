import type { ScoreView } from '../api/contract.ts'
import { titleIn } from './contributions.ts'

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

/** What is missing, what is on file but of no use, and what could be told but is not on file. */
export function lacksOf(score: ScoreView): Lack[] {
  const { fields, used } = score
  const needed = (score.missing ?? []).map(({ code, text }) => {
    const name = code.replace(ENDINGS, '')
    const isInput = fields.some((each) => each.name === name)
    return {
      name,
      title: isInput ? titleIn(fields, name) : '',
      why: sentence(text, name, fields),
      isNeeded: true,
    }
  })
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
    .map(({ name, title }) => ({ name, title, why: 'not on file', isNeeded: false }))
  return [...needed, ...unused, ...absent]
}

/** `hdl is missing` is for machines; a title stands before it here already. */
function sentence(text: string, name: string, fields: ScoreView['fields']): string {
  if (fields.every((each) => each.name !== name)) return text
  return text.startsWith(`${name} is missing`)
    ? 'not on file'
    : text.replace(new RegExp(`^${name} is `), '')
}
