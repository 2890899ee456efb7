import type { Dated } from './readers/dates.ts'

const MOST = 20_000

/**
 * What the readers found out about one resource. Several rules ask the same of it (its codes, its
 * date, whether it counts), and data are never changed once they are parsed, so each answer is worked
 * out once. `undefined` means not asked yet.
 */
export class Facts {
  /** Its date; `null` where it has none. */
  dated: Dated | null | undefined = undefined
  counts: boolean | undefined = undefined
  active: boolean | undefined = undefined
  keys: readonly string[] | undefined = undefined
  /** How many codes sets held when `keys` was found: a set made later may hold more of its codes. */
  keysAmong = 0
}

// A plain map, dropped after each request: weak maps cost the collector more than they save, and so
// does `clear()`, after which the old table points to the new one and dead requests keep the next
// alive. One map for all readers: an entry per resource, not one per question.
let known = new Map<object, Facts>()
let lastThing: object | undefined
let lastFacts = new Facts()

/** The facts of an object; readers fill in what they find. */
export function factsOf(thing: object): Facts {
  if (thing === lastThing) return lastFacts
  let facts = known.get(thing)
  if (facts === undefined) {
    if (known.size >= MOST) known = new Map()
    facts = new Facts()
    known.set(thing, facts)
  }
  lastThing = thing
  lastFacts = facts
  return facts
}

/** Lets go of all objects; whoever is still at work only asks again. */
export function forgetFacts(): void {
  known = new Map()
  lastThing = undefined
}
