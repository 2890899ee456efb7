/**
 * What a worker writes down for the process to read even when the worker never comes back: which rule is
 * at work for which call, which have returned a promise, and whose large inputs these were. Plain numbers in shared memory: a few
 * nanoseconds a rule, no message.
 */
export type Slots = Int32Array<SharedArrayBuffer>

const TURN = 0
const RULE = 1
const CALL = 2
const CLIENT = 3
/** From here on a number per rule: how many of its promises are open, whose these are, and whose it ever was. */
const WAITING = 4
const LISTS = 3

const rulesIn = (slots: Slots): number => (slots.length - WAITING) / LISTS
const waitingFor = (slots: Slots, rule: number): number => WAITING + rulesIn(slots) + rule
const enteredFor = (slots: Slots, rule: number): number => WAITING + 2 * rulesIn(slots) + rule

export function slotsFor(rules: number): Slots {
  return new Int32Array(new SharedArrayBuffer((WAITING + LISTS * rules) * 4))
}

/** Whose something is, as it is written down: 0, nobody's yet; the client's number and one; or of several. */
const SEVERAL = -1

function note(slots: Slots, cell: number, client: number): void {
  const before = slots[cell]
  if (before === client + 1) return
  Atomics.store(slots, cell, before === 0 ? client + 1 : SEVERAL)
}

/**
 * The worker's side.
 *
 * @param client whose the input is, by number, where that is a large one; otherwise 0
 */
export function enterRule(slots: Slots, rule: number, call: number, client = 0): void {
  note(slots, enteredFor(slots, rule), client)
  slots[CALL] = call
  slots[CLIENT] = client
  slots[RULE] = rule + 1
  // The last one, so that whoever sees the new turn sees the rest.
  Atomics.add(slots, TURN, 1)
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

/** Whose the large input of the rule at work is, by number; 0: it is none. */
export function clientAtWork(slots: Slots): number {
  return Atomics.load(slots, CLIENT)
}

/** Whether a rule was ever at work in this thread. */
export function wasEntered(slots: Slots, rule: number): boolean {
  return Atomics.load(slots, enteredFor(slots, rule)) !== 0
}

/** Whose all inputs of a rule were in this thread, as in `enterRule`; `undefined`: of several, or there were none. */
export function onlyClientOf(slots: Slots, rule: number): number | undefined {
  return clientIn(slots, enteredFor(slots, rule))
}

function clientIn(slots: Slots, cell: number): number | undefined {
  const noted = Atomics.load(slots, cell)
  return noted > 0 ? noted - 1 : undefined
}

/** @param client as in `enterRule` */
export function beginWaiting(slots: Slots, rule: number, client = 0): void {
  const cell = waitingFor(slots, rule)
  if (Atomics.add(slots, WAITING + rule, 1) === 0) Atomics.store(slots, cell, client + 1)
  else note(slots, cell, client)
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
  for (let rule = 0; rule < rulesIn(slots); rule++)
    if (Atomics.load(slots, WAITING + rule) > 0) rules.push(rule)
  return rules
}

/** Whose the inputs of these promises are, as in `enterRule`; `undefined`: of several. */
export function clientWaiting(slots: Slots, rule: number): number | undefined {
  return clientIn(slots, waitingFor(slots, rule))
}
