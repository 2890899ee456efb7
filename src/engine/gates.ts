import type { Caution } from './rule-guard.ts'
import type { Numbered } from './rule-numbers.ts'

/**
 * A gate per rule, in memory that threads share, so that what one of them brings about holds at once and
 * everywhere. `open`; `closed`: suspended; `trial`: one call may pass; `doubtful`: it has lately ended or
 * held up a worker, so it runs after the others, and in one worker at a time; `slow`: it was seen to take
 * long, which may be the beginning of that or a cold start, so it runs like a doubtful one, but is waited for;
 * `new`: it never came back well since the start, so one worker at a time runs it, and the others wait, or else
 * a new rule that loops would be met by all workers at once.
 */
export type Gate = 'open' | 'closed' | 'trial' | 'doubtful' | 'slow' | 'new'
export type Gates = Int32Array<SharedArrayBuffer>

const CODES = {
  ...{ open: 0, closed: 1, trial: 2, doubtful: 3, slow: 4, new: 5 },
} as const satisfies Readonly<Record<Gate, number>>
/** A new rule that a worker runs has this and the worker's number. */
const TRIED = 16
/** By code. */
const CAUTIONS: readonly Caution[] = [0, 3, 3, 3, 2, 1]
/**
 * Before the gates: how many are not open, who runs a doubtful rule (0: nobody), which worker no rule holds
 * up (0: none; or `SEVERAL`), and whether there is only one (1).
 */
const NOT_OPEN = 0
const HOLDER = 1
const STANDBY = 2
const ALONE = 3
const FIRST = 4
const SEVERAL = -1

export function gatesFor({ names }: Numbered): Gates {
  const gates = new Int32Array(new SharedArrayBuffer((FIRST + names.length) * 4))
  gates[STANDBY] = SEVERAL
  return gates
}

export function setGate(gates: Gates, rule: number, gate: Gate): void {
  const before = Atomics.exchange(gates, FIRST + rule, CODES[gate])
  const more = Number(gate !== 'open') - Number(before !== CODES.open)
  if (more !== 0) Atomics.add(gates, NOT_OPEN, more)
  // Whoever waits for his turn with this rule may need none any more.
  Atomics.notify(gates, HOLDER)
  Atomics.notify(gates, FIRST + rule)
}

/** Whether a worker is at a new rule. */
export function isTried(gates: Gates, rule: number): boolean {
  return Atomics.load(gates, FIRST + rule) >= TRIED
}

/** Cheap while all gates are open. */
export function cautionFor(gates: Gates, rule: number, own?: Gates): Caution {
  const mine = own === undefined ? 0 : cautionFor(own, rule)
  if (Atomics.load(gates, NOT_OPEN) === 0) return mine
  const code = Atomics.load(gates, FIRST + rule)
  const all = CAUTIONS[code >= TRIED ? CODES.new : code] ?? 0
  return all > mine ? all : mine
}

/** Whether a trial is offered that nobody has taken. */
export function isOnTrial(gates: Gates, rule: number): boolean {
  return Atomics.load(gates, FIRST + rule) === CODES.trial
}

/** Whether it has lately ended or held up a worker. */
export function hasEndedOne(gates: Gates, rule: number): boolean {
  return Atomics.load(gates, FIRST + rule) === CODES.doubtful
}

/**
 * What a worker may do with a rule. `free`: run it; `first`: run it, as a new one, and say when it is through;
 * `held`: run it, as a doubtful one, and give the turn back; `busy`: a doubtful rule is run elsewhere, and this
 * one is not to be run; `later`: it is to be run after that one, or, a new one, after it was run elsewhere.
 */
export type Passage = 'free' | 'first' | 'held' | 'busy' | 'later' | 'closed'

/**
 * Asks for passage now. Whoever passes on trial closes the gate behind himself.
 *
 * @param holder the number of the worker, from 1
 * @param own gates that hold besides, for the large inputs of one client: open, closed or on trial
 */
export function pass(gates: Gates, rule: number, holder: number, own?: Gates): Passage {
  const cell = FIRST + rule
  const code = Atomics.load(gates, cell)
  const ownCode = own === undefined ? CODES.open : Atomics.load(own, cell)
  if (code === CODES.open && ownCode === CODES.open) return 'free'
  if (code === CODES.closed || ownCode === CODES.closed) return 'closed'
  if (code === CODES.new || code >= TRIED)
    return Atomics.compareExchange(gates, cell, CODES.new, TRIED + holder) === CODES.new
      ? 'first'
      : 'later'
  const isOnlySlow = code === CODES.slow && ownCode === CODES.open
  const free = Atomics.load(gates, STANDBY)
  // A slow rule is most often a good one in a cold worker: the only worker runs it, too.
  if (isOnlySlow && Atomics.load(gates, ALONE) !== 0) return 'free'
  // Whoever asks is held up by nobody now, but does not stand in for himself.
  if (!isOnlySlow && (free === 0 || free === holder)) return 'busy'
  if (Atomics.compareExchange(gates, HOLDER, 0, holder) !== 0) return isOnlySlow ? 'later' : 'busy'
  const trial = ownCode === CODES.trial ? own : code === CODES.trial ? gates : undefined
  if (trial === undefined) return 'held'
  if (Atomics.compareExchange(trial, cell, CODES.trial, CODES.closed) === CODES.trial) return 'held'
  giveBack(gates, holder)
  return 'closed'
}

/** Who could stand in for a worker that is lost: where that is nobody, nobody may run doubtful rules. */
export interface Standby {
  readonly isAlone: boolean
  /** Workers that no rule holds up, by number. */
  readonly free: readonly number[]
}

export function setStandby(gates: Gates, { isAlone, free: [one = 0, ...more] }: Standby): void {
  Atomics.store(gates, ALONE, Number(isAlone))
  Atomics.store(gates, STANDBY, more.length > 0 ? SEVERAL : one)
}

/** Lets others run doubtful rules again. */
export function giveBack(gates: Gates, holder: number): void {
  if (Atomics.compareExchange(gates, HOLDER, holder, 0) === holder) Atomics.notify(gates, HOLDER)
}

/** Lets others run a new rule; what became of it is told to the process by its report. */
export function tried(gates: Gates, rule: number, holder: number): void {
  const cell = FIRST + rule
  if (Atomics.compareExchange(gates, cell, TRIED + holder, CODES.new) === TRIED + holder)
    Atomics.notify(gates, cell)
}

/** Gives back all that a worker held that is no more. */
export function giveBackAll(gates: Gates, holder: number): void {
  for (let rule = 0; rule < gates.length - FIRST; rule += 1) tried(gates, rule, holder)
  giveBack(gates, holder)
}

/** After `later`: settles when it may be this rule's turn, or after so many ms. */
export async function turnOf(gates: Gates, rule: number, ms: number): Promise<void> {
  const cell = isTried(gates, rule) ? FIRST + rule : HOLDER
  const holder = Atomics.load(gates, cell)
  const isHeld = cell === HOLDER ? holder !== 0 : holder >= TRIED
  if (isHeld) await Atomics.waitAsync(gates, cell, holder, ms).value
}
