import { inWords } from '../clinical/readers/words.ts'
import type { Reason } from '../clinical/score.ts'
import type { DataAccess } from '../prefetch/data-access.ts'
import { type Gathered, gatherer } from './gather.ts'
import { because } from './made.ts'
import type { Need } from './registry.ts'
import type { Lack } from './rule-data.ts'

/** Reads what is needed, equal keys once; a key that anybody needs is needed. */
export async function gather(
  needs: readonly Need[],
  access: DataAccess & { readonly server: string },
  now: Date,
): Promise<Gathered> {
  const gathered = gatherer(new Map(needs.map(({ key, template }) => [key, template])), access, now)
  const keys = new Map<string, boolean>()
  for (const { key, needed } of needs) keys.set(key, needed || keys.get(key) === true)
  await gathered.load(keys)
  return gathered
}

/** What is needed and could not be had, or in part only. */
export function unreadable(gathered: Gathered, needs: readonly Need[]): readonly Reason[] {
  const why = new Map<string, Reason>()
  for (const { key, needed } of needs) {
    const lack = needed ? lackOf(key, gathered) : undefined
    if (lack !== undefined) why.set(key, lack)
  }
  return [...why.values()]
}

/** Why a key's data are not all there; `undefined` where they are. */
export function lackOf(key: string, gathered: Gathered): Reason | undefined {
  const view = gathered.view(key)
  if (view.state === 'unavailable') return reasonFor(key, view.why)
  return view.partial ? reasonFor(key, 'partial') : undefined
}

/** Why a key could not be had, in words for people. */
export function reasonFor(key: string, why: Lack['why']): Reason {
  return reasonOf(key, why, because(why))
}

export function reasonOf(key: string, why: string, because: string): Reason {
  return { code: `${key}-${why}`, text: `${inWords(key)}: ${because}` }
}
