/**
 * What a worker writes down for the process to read even when the worker never comes back: which rule is
 * at work for which call, and which have returned a promise. Plain numbers in shared memory: a few
 * nanoseconds a rule, no message.
 */
export type Slots = Int32Array<SharedArrayBuffer>

const TURN = 0
const RULE = 1
const CALL = 2
const LARGE_OF = 3
const WAITING = 4

export function slotsFor(rules: number): Slots {
  return new Int32Array(new SharedArrayBuffer((WAITING + rules) * 4))
}

/** The worker's side. */
export function enterRule(slots: Slots, rule: number, call: number): void {
  slots[CALL] = call
  slots[RULE] = rule + 1
  // The last one, so that whoever sees the new turn sees the rest.
  Atomics.add(slots, TURN, 1)
}

/** Whose the large input is that a rule is about to be handed, by number; comes before `enterRule`. */
export function noteLarge(slots: Slots, client: number): void {
  slots[LARGE_OF] = client
}

export function leaveRule(slots: Slots): void {
  Atomics.store(slots, RULE, 0)
}

/** The rule at work in this thread; -1 where there is none. */
export function ruleAtWork(slots: Slots): number {
  return Atomics.load(slots, RULE) - 1
}

export function callAtWork(slots: Slots): number {
  return Atomics.load(slots, CALL)
}

/** Whose the last large input was that a rule was handed, by number; 0: there was none. */
export function lastLargeOf(slots: Slots): number {
  return Atomics.load(slots, LARGE_OF)
}

export function beginWaiting(slots: Slots, rule: number): void {
  Atomics.add(slots, WAITING + rule, 1)
}

export function endWaiting(slots: Slots, rule: number): void {
  Atomics.sub(slots, WAITING + rule, 1)
}

/** The process's side: changes whenever a rule begins. */
export function turnOf(slots: Slots): number {
  return Atomics.load(slots, TURN)
}

/** Rules that have returned promises which have not settled. */
export function waitingRules(slots: Slots): number[] {
  const rules: number[] = []
  for (let index = WAITING; index < slots.length; index++)
    if (Atomics.load(slots, index) > 0) rules.push(index - WAITING)
  return rules
}
