import { ruleAtWork, type Slots, turnOf } from './slots.ts'
import type { ThreadTime } from './thread-time.ts'

/** What is remembered of a worker from one look to the next. */
export interface Watch {
  readonly turn: number
  /** When this turn was first seen, with a rule at work; `undefined`: no rule was. */
  readonly since: number | undefined
  /** Of the time since then: what the rule had, ms. What it waited for a processor is not its own. */
  readonly ruleMs: number
  /** How long a sign of life that was asked for has not come, ms; `undefined`: none was asked for. */
  readonly silentMs: number | undefined
  readonly lookedAt: number
  /** What the worker's thread had used by then; `undefined`: not looked at. */
  readonly cpuMs: number | undefined
}

export const UNSEEN: Watch = {
  turn: -1,
  since: undefined,
  ruleMs: 0,
  silentMs: undefined,
  lookedAt: 0,
  cpuMs: undefined,
}

export interface WatchLimits {
  /** What a rule may take, ms. */
  readonly budgetMs: number
  /** After so long by the clock it hangs in any case, ms. */
  readonly patienceMs: number
  /** What may pass between a sign of life asked for and given, ms. */
  readonly silenceMs: number
}

export interface Look {
  readonly watch: Watch
  /** `hung`: end it. `ping`: ask for a sign of life. */
  readonly verdict: 'well' | 'hung' | 'ping'
}

/**
 * Looks at a worker: a rule that stays at work for longer than its budget hangs; and so does a worker
 * that has an old call and gives no sign of life, whatever it does. While the thread is ready to run it is
 * held to the processor time that it gets, so that nothing is blamed for a machine that is busy; but not
 * for so long that its call could not be run again without the rule.
 *
 * @param oldestMs the age of its oldest call; `undefined` where it has none
 * @param now ms of a clock that never jumps
 * @param thread looks at the worker's thread; asked only while something of it takes long
 */
export function look(
  slots: Slots,
  before: Watch,
  oldestMs: number | undefined,
  now: number,
  { budgetMs, patienceMs, silenceMs }: WatchLimits,
  thread: () => ThreadTime | undefined,
): Look {
  const turn = turnOf(slots)
  const isAtWork = ruleAtWork(slots) >= 0
  const goesOn = isAtWork && turn === before.turn && before.since !== undefined
  const isAsked = before.silentMs !== undefined
  const used = goesOn || isAsked ? usedSince(before, now, thread()) : { ms: 0, cpuMs: undefined }
  const watch: Watch = {
    turn,
    since: goesOn ? before.since : isAtWork ? now : undefined,
    ruleMs: goesOn ? before.ruleMs + used.ms : 0,
    silentMs: before.silentMs === undefined ? undefined : before.silentMs + used.ms,
    lookedAt: now,
    cpuMs: used.cpuMs,
  }
  if (watch.ruleMs > budgetMs || heldFor(watch, now) > patienceMs) return { watch, verdict: 'hung' }
  if (watch.silentMs !== undefined)
    return { watch, verdict: watch.silentMs > silenceMs ? 'hung' : 'well' }
  if (oldestMs === undefined || oldestMs <= budgetMs) return { watch, verdict: 'well' }
  return { watch: { ...watch, silentMs: 0 }, verdict: 'ping' }
}

function usedSince(before: Watch, now: number, thread: ThreadTime | undefined) {
  const passed = now - before.lookedAt
  // A thread that sleeps in a rule, or nobody can look at, is held to the clock.
  if (thread === undefined || !thread.isRunnable) return { ms: passed, cpuMs: thread?.cpuMs }
  const { cpuMs } = thread
  return { ms: before.cpuMs === undefined ? 0 : cpuMs - before.cpuMs, cpuMs }
}

/** How long, by the clock, one rule has been at work, ms. */
export function heldFor({ since }: Watch, now: number): number {
  return since === undefined ? 0 : now - since
}

/** A sign of life has come. */
export function alive(watch: Watch): Watch {
  return { ...watch, silentMs: undefined }
}

/** After the process itself was late by so much, and no worker can be held to that time either. */
export function excused(watch: Watch, ms: number): Watch {
  const { since, lookedAt } = watch
  return { ...watch, lookedAt: lookedAt + ms, since: since === undefined ? since : since + ms }
}
