import type { RuleHealth } from '../engine/rule-health.ts'
import type { Member } from './member.ts'
import { outsideHeap } from './outside-heap.ts'
import { callAtWork, ruleAtWork, turnOf } from './slots.ts'
import { isStuck } from './standby.ts'
import { threadTime } from './thread-time.ts'
import { excused, heldFor, look } from './watchdog.ts'

/** A rule that is only slow is taken for one that may end its worker until that is known, ms. */
const SLOW_DOUBT_MS = 2_000
const LOOK_MS = 20
const HEALTH_MS = 500
const SILENCE_MS = 500
/** What a worker may come to use more outside its heap while one rule is at work for long, bytes. */
const MOST_MORE_OUTSIDE = 256 * 2 ** 20

export interface PatrolOptions {
  readonly members: ReadonlySet<Member>
  readonly health: RuleHealth
  readonly ruleBudgetMs: number
  readonly clock: () => number
  /**
   * One rule holds it up for longer than the budget, but may come back: has its other calls run elsewhere.
   * `false`: they have to wait for it, and so it is ended.
   */
  passOn(member: Member): boolean
  /** What else is due at each look. */
  each(now: number): void
}

/** Looks at all workers again and again, and ends those that hang. @returns stops it */
export function patrol(options: PatrolOptions): () => void {
  const { members, health, clock } = options
  const budgetMs = options.ruleBudgetMs
  let lookedAt = clock()
  let healthAt = lookedAt
  const beingWeighed = new WeakSet<Member>()
  /** What was in use when the rule that is at work now was first weighed. */
  const firstWeights = new WeakMap<Member, { readonly turn: number; readonly bytes: number }>()

  function visit(member: Member, now: number, late: number): void {
    if (late > 0) member.watch = excused(member.watch, late)
    const { slots, thread } = member
    const [oldest] = member.calls.values()
    const age = oldest === undefined ? undefined : now - oldest.startedAt
    const used = () => (thread === undefined ? undefined : threadTime(thread))
    const limits = { budgetMs, patienceMs: patienceFor(member), silenceMs: SILENCE_MS }
    const { watch, verdict } = look(slots, member.watch, age, now, limits, used)
    member.watch = watch
    if (isStuck(watch, now)) health.doubt(ruleAtWork(slots), SLOW_DOUBT_MS)
    if (verdict === 'ping') member.tell(['ping'])
    const isHeldUp = heldFor(watch, now) > budgetMs
    if (verdict === 'hung' || (isHeldUp && !options.passOn(member))) end(member, 'hung')
    else if (heldFor(watch, now) > 0 || watch.silentMs !== undefined) void weigh(member)
    else firstWeights.delete(member)
  }

  /**
   * What a rule takes past all that counts it (`bound-buffers.ts`) is seen here while it is at it. What was
   * there before is not its own: data of other calls, and what their rules left to be collected.
   */
  async function weigh(member: Member): Promise<void> {
    if (beingWeighed.has(member)) return
    beingWeighed.add(member)
    const turn = turnOf(member.slots)
    const bytes = await outsideHeap(member.worker)
    beingWeighed.delete(member)
    // Another rule has begun meanwhile: nobody knows which of them it was.
    if (turnOf(member.slots) !== turn || member.fault !== undefined) return
    const first = firstWeights.get(member)
    if (first?.turn !== turn) firstWeights.set(member, { turn, bytes })
    else if (bytes - first.bytes > MOST_MORE_OUTSIDE) end(member, 'memory')
  }

  function end(member: Member, fault: 'hung' | 'memory'): void {
    member.fault = fault
    member.end()
  }

  /** Twice the budget, but so that the call can be run again before its deadline. */
  function patienceFor({ slots, calls, watch }: Member): number {
    const call = calls.get(callAtWork(slots))
    if (call === undefined || watch.since === undefined) return 2 * budgetMs
    const half = (call.startedAt + call.client.deadlineMs - watch.since) / 2
    return Math.max(Math.min(2 * budgetMs, half), budgetMs)
  }

  const timer = setInterval(() => {
    const now = clock()
    // What keeps the process waiting keeps the workers waiting, too.
    const late = now - lookedAt - LOOK_MS
    lookedAt = now
    for (const member of members) if (member.state === 'ready') visit(member, now, late)
    options.each(now)
    if (now - healthAt < HEALTH_MS) return
    healthAt = now
    health.look()
  }, LOOK_MS).unref()
  return () => clearInterval(timer)
}
