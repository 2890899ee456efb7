import type { LoadedRule, Registry } from './registry.ts'

/**
 * Every rule of a registry under two numbers: one for ordinary inputs, and one, higher than all of those,
 * for large ones, so that what it does with these is counted apart. The same in each thread that loaded
 * the same services.
 */
export interface Numbered {
  readonly names: readonly string[]
  readonly rules: readonly { readonly service: string; readonly loaded: LoadedRule }[]
  of(loaded: LoadedRule, isLarge?: boolean): number
  /** The number of a rule by its ids; -1 where there is none. */
  find(service: string, rule: string, isLarge?: boolean): number
  isForLarge(number: number): boolean
}

export function numbered(registry: Registry): Numbered {
  const rules = [...registry.values()].flatMap(({ service, rules }) =>
    rules.map((loaded) => ({ service: service.id, loaded })),
  )
  const names = rules.map(({ service, loaded }) => `${service}/${loaded.rule.id}`)
  const byRule = new Map(rules.map(({ loaded }, index) => [loaded, index]))
  const byName = new Map(names.map((name, index) => [name, index]))
  const larger = names.length
  const at = (index = -1, isLarge = false): number =>
    isLarge && index >= 0 ? index + larger : index
  return {
    names: [...names, ...names],
    rules: [...rules, ...rules],
    of: (loaded, isLarge) => at(byRule.get(loaded), isLarge),
    find: (service, rule, isLarge) => at(byName.get(`${service}/${rule}`), isLarge),
    isForLarge: (number) => number >= larger,
  }
}

/**
 * A gate per rule, in memory that threads share, so that what one of them brings about holds at once and
 * everywhere. `open`; `closed`: suspended; `trial`: one call may pass; `doubtful`: it has lately ended or
 * held up a worker, so it runs after the others, and in one worker at a time; `slow`: it was seen to take
 * long, which may be the beginning of that or a cold start, so it runs like a doubtful one, but is waited for.
 */
export type Gate = 'open' | 'closed' | 'trial' | 'doubtful' | 'slow'
export type Gates = Int32Array<SharedArrayBuffer>

const CODES: Readonly<Record<Gate, number>> = { open: 0, closed: 1, trial: 2, doubtful: 3, slow: 4 }
/**
 * Before the gates: how many are not open, who runs a doubtful rule (0: nobody), and whether there is only
 * one worker (1).
 */
const NOT_OPEN = 0
const HOLDER = 1
const ALONE = 2
const FIRST = 3

export function gatesFor({ names }: Numbered): Gates {
  return new Int32Array(new SharedArrayBuffer((FIRST + names.length) * 4))
}

export function setGate(gates: Gates, rule: number, gate: Gate): void {
  const before = Atomics.exchange(gates, FIRST + rule, CODES[gate])
  const more = Number(gate !== 'open') - Number(before !== CODES.open)
  if (more !== 0) Atomics.add(gates, NOT_OPEN, more)
  // Whoever waits for his turn with this rule may need none any more.
  Atomics.notify(gates, HOLDER)
}

/** Whether there is any doubt about a rule; cheap while there is none about any. */
export function isInDoubt(gates: Gates, rule: number, own?: Gates): boolean {
  if (own !== undefined && isInDoubt(own, rule)) return true
  return Atomics.load(gates, NOT_OPEN) > 0 && Atomics.load(gates, FIRST + rule) !== CODES.open
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
 * What a worker may do with a rule: `held`, it may and must give it back; `busy`: a doubtful rule is run
 * elsewhere, and this one is not to be run; `later`: it is to be run after that one.
 */
export type Passage = 'free' | 'held' | 'busy' | 'later' | 'closed'

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
  const isOnlySlow = code === CODES.slow && ownCode === CODES.open
  // A slow rule is most often a good one in a cold worker: the only worker runs it, too.
  if (Atomics.load(gates, ALONE) !== 0) return isOnlySlow ? 'free' : 'busy'
  if (Atomics.compareExchange(gates, HOLDER, 0, holder) !== 0) return isOnlySlow ? 'later' : 'busy'
  const trial = ownCode === CODES.trial ? own : code === CODES.trial ? gates : undefined
  if (trial === undefined) return 'held'
  if (Atomics.compareExchange(trial, cell, CODES.trial, CODES.closed) === CODES.trial) return 'held'
  giveBack(gates, holder)
  return 'closed'
}

/** Whether there is only one worker: then nobody may run doubtful rules, since nobody could stand in. */
export function setAlone(gates: Gates, isAlone: boolean): void {
  Atomics.store(gates, ALONE, Number(isAlone))
}

/** Lets others run doubtful rules again; also called for a worker that is no more. */
export function giveBack(gates: Gates, holder: number): void {
  if (Atomics.compareExchange(gates, HOLDER, holder, 0) === holder) Atomics.notify(gates, HOLDER)
}

/** Settles when no doubtful rule is run any more, or after so many ms. */
export async function holderGone(gates: Gates, ms: number): Promise<void> {
  const holder = Atomics.load(gates, HOLDER)
  if (holder !== 0) await Atomics.waitAsync(gates, HOLDER, holder, ms).value
}
