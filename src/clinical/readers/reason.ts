import type { CodeSet } from '../codes/code-set.ts'
import { type JsonRecord, list, record, text } from '../codes/record.ts'
import { wordsIn } from './concept.ts'
import { referenceParts } from './reference.ts'
import { isActive } from './status.ts'

/** A problem as orders name it: by its codes, or in words. */
export interface Problem {
  readonly set: CodeSet
  readonly words: RegExp
}

/**
 * Whether an order is for a problem alone: all its coded reasons say so, or else its reasons in words do;
 * where it states none, an active problem does. A reason that cannot be looked at may be any.
 *
 * @param order a request of any FHIR release
 */
export function isFor(order: unknown, problem: Problem, conditions: readonly object[]): boolean {
  const reasons = reasonsOf(order, conditions)
  if (reasons === undefined) return false
  const coded = reasons.filter(({ coding }) => list(coding).length > 0)
  if (coded.length > 0) return coded.every((concept) => problem.set({ code: concept }))
  const told = reasons.flatMap((concept) => text(concept.text) ?? [])
  if (told.length > 0) return told.every((words) => problem.words.test(words))
  return conditions.some((each) => isActive(each) && problem.set(each))
}

/** What an order says of its reasons and in its notes, in words. */
export function wordsOfOrder(order: unknown, conditions: readonly object[]): readonly string[] {
  const notes = list(record(order)?.note).flatMap((note) => text(record(note)?.text) ?? [])
  return [...wordsIn(reasonsOf(order, conditions)), ...notes]
}

/** The reasons of an order as concepts; `undefined` where one is a reference to what is not at hand. */
function reasonsOf(
  order: unknown,
  conditions: readonly object[],
): readonly JsonRecord[] | undefined {
  const it = record(order)
  const stated = records([...list(it?.reasonCode), ...list(it?.reason)])
  const concepts = stated.flatMap((each) => {
    const concept = record(each.concept)
    if (concept !== undefined) return [concept]
    return each.reference === undefined ? [each] : []
  })
  const references = [
    ...records(list(it?.reasonReference)),
    ...records(stated.map(({ reference }) => reference)),
  ]
  for (const { reference } of references) {
    const parts = referenceParts(reference)
    const found = conditions.find((each) => record(each)?.id === parts?.id)
    const concept = parts?.type === 'Condition' ? record(record(found)?.code) : undefined
    if (concept === undefined) return undefined
    concepts.push(concept)
  }
  return concepts
}

function records(things: readonly unknown[]): readonly JsonRecord[] {
  return things.map(record).filter((each) => each !== undefined)
}
