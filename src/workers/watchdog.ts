import { ruleAtWork, type Slots, turnOf } from './slots.ts'

/** What is remembered of a worker from one look to the next. */
export interface Watch {
  readonly turn: number
  /** When this turn was first seen, with a rule at work; `undefined`: no rule was. */
  readonly since: number | undefined
  /** When the worker was asked for a sign of life that has not come yet. */
  readonly pingedAt: number | undefined
}

export const UNSEEN: Watch = { turn: -1, since: undefined, pingedAt: undefined }

export interface WatchLimits {
  /** What a rule may take, ms. */
  readonly budgetMs: number
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
 * that has an old call and gives no sign of life, whatever it does. Costs the worker nothing.
 *
 * @param oldestMs the age of its oldest call; `undefined` where it has none
 * @param now ms of a clock that never jumps
 */
export function look(
  slots: Slots,
  before: Watch,
  oldestMs: number | undefined,
  now: number,
  { budgetMs, silenceMs }: WatchLimits,
): Look {
  const turn = turnOf(slots)
  const isAtWork = ruleAtWork(slots) >= 0
  const since = !isAtWork ? undefined : turn === before.turn ? (before.since ?? now) : now
  const watch: Watch = { turn, since, pingedAt: before.pingedAt }
  if (since !== undefined && now - since > budgetMs) return { watch, verdict: 'hung' }
  if (before.pingedAt !== undefined)
    return { watch, verdict: now - before.pingedAt > silenceMs ? 'hung' : 'well' }
  if (oldestMs === undefined || oldestMs <= budgetMs) return { watch, verdict: 'well' }
  return { watch: { ...watch, pingedAt: now }, verdict: 'ping' }
}

/** After the process itself was late by so much, and no worker can be held to that time either. */
export function excused(watch: Watch, ms: number): Watch {
  const { turn, since, pingedAt } = watch
  return {
    turn,
    since: since === undefined ? undefined : since + ms,
    pingedAt: pingedAt === undefined ? undefined : pingedAt + ms,
  }
}
