import type { Fault } from '../engine/fault.ts'
import type { RuleHealth } from '../engine/rule-health.ts'
import type { Call } from './call.ts'
import type { ClientNumbers } from './client-numbers.ts'
import type { Member } from './member.ts'
import { callAtWork, clientAtWork, clientWaiting, ruleAtWork, waitingRules } from './slots.ts'

/**
 * Of a call that loses more workers than this, and no other is known to be the cause, nothing can be run.
 */
const MOST_LOSSES = 4
/** How long a rule that ended a worker runs after the others, ms. */
const DOUBT_MS = 60_000
/** No rule fills a heap in less, ms. */
const FILLS_MS = 40
const OUT_OF_MEMORY = 'OutOfMemoryError'
const NAMES = { hung: 'HungError', memory: OUT_OF_MEMORY } as const

export interface LossesOptions {
  readonly health: RuleHealth
  readonly clients: Pick<ClientNumbers, 'idOf'>
  readonly ruleBudgetMs: number
  /** Runs a call once more; it came before all who wait. */
  runAgain(call: Call): void
  /** Answers a call with what has arrived. */
  finish(call: Call): void
  told(why: 'hung' | 'ended', rules: readonly string[], fault: Fault): void
}

/** Finds out who is to blame for a worker that is no more, and what becomes of its calls. */
export interface Losses {
  /** @param fault why it was ended by us; otherwise `why` says how it ended */
  lost(member: Member, fault: Member['fault'], why?: unknown): void
  /** How many calls were run again. */
  readonly reruns: number
  /** How many workers were lost. */
  readonly restarts: number
}

export function losses(options: LossesOptions): Losses {
  const { health, clients, ruleBudgetMs, runAgain, finish, told } = options
  const { names } = health.numbers
  const counts = { reruns: 0, restarts: 0 }

  function again(call: Call): void {
    counts.reruns += 1
    if (call.losses - call.innocentLosses > MOST_LOSSES || isComplete(call, health)) {
      finish(call)
      return
    }
    // It was twice in bad company or is bad itself: now without all who ended a worker of late.
    if (call.losses > 1)
      for (const rule of health.workerEnders())
        if (!call.barred.has(rule)) call.barred.set(rule, 'failed')
    runAgain(call)
  }

  return {
    lost(member, cause, why) {
      counts.restarts += 1
      const isHung = cause === 'hung'
      const fault: Fault = { name: cause === undefined ? nameOf(why) : NAMES[cause], at: 'worker' }
      const atWork = ruleAtWork(member.slots)
      const rules = atWork >= 0 ? [atWork] : waitingRules(member.slots)
      const isInnocent = (call: Call) => atWork >= 0 && call.id !== callAtWork(member.slots)
      told(
        isHung ? 'hung' : 'ended',
        rules.map((rule) => names[rule] ?? ''),
        fault,
      )
      // Memory may have been filled by another rule in calls before, and the processor taken by somebody
      // else: one that had little time is tried once more, the first time; and, where it was for memory
      // outside the heap, which is the whole worker's, however much time it had.
      const { ruleMs } = member.watch
      const mayBeOthers = isHung
        ? ruleMs < ruleBudgetMs / 2
        : cause === 'memory' || (fault.name === OUT_OF_MEMORY && ruleMs < FILLS_MS)
      const enders = health.workerEnders()
      for (const rule of rules) {
        health.endedWorker(rule, DOUBT_MS)
        const client = atWork >= 0 ? clientAtWork(member.slots) : clientWaiting(member.slots, rule)
        if (client !== undefined) health.fault(rule, fault, clients.idOf(client))
        if (mayBeOthers && !enders.includes(rule)) continue
        for (const call of member.calls.values())
          if (!isInnocent(call)) call.barred.set(rule, isHung ? 'late' : 'failed')
      }
      for (const call of member.calls.values()) {
        call.losses += 1
        if (isInnocent(call)) call.innocentLosses += 1
        again(call)
      }
    },
    get reruns() {
      return counts.reruns
    },
    get restarts() {
      return counts.restarts
    },
  }
}

/** Whether all has arrived but for the rules that are not to be run again. */
function isComplete(call: Call, { numbers }: RuleHealth): boolean {
  const { begun, made, barred, service } = call
  if (begun === undefined) return false
  const isBarred = (rule: string) =>
    barred.has(numbers.find(service.service.id, rule, begun.report.isLarge))
  return begun.rules.every((rule) => made.has(rule) || isBarred(rule))
}

function nameOf(why: unknown): string {
  if (!(why instanceof Error)) return 'EndedError'
  const { code } = why as NodeJS.ErrnoException
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? OUT_OF_MEMORY : 'EndedError'
}
