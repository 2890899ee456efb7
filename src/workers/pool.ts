import { randomUUID } from 'node:crypto'
import type { ScoreCache } from '../cache/score-cache.ts'
import type { Answered, Evaluator } from '../engine/evaluator.ts'
import type { Fault } from '../engine/fault.ts'
import type { Digests } from '../engine/module-fence.ts'
import type { RuleHealth } from '../engine/rule-health.ts'
import { CdsError } from '../errors.ts'
import type { Breakers } from '../fhir/breaker.ts'
import type { Call } from './call.ts'
import { clientNumbers } from './client-numbers.ts'
import { createCrew, SLOW_MS } from './crew.ts'
import { lateAnswer } from './late-answer.ts'
import { waitingLine } from './line.ts'
import { type Member, take } from './member.ts'
import type { Begun, FromWorker, Rest } from './messages.ts'
import { madeFrom } from './progress.ts'
import { sharedClock } from './shared-clock.ts'
import { sharedThings } from './shared-things.ts'
import { callAtWork, ruleAtWork, waitingRules } from './slots.ts'
import { threadTime } from './thread-time.ts'
import { alive, excused, look } from './watchdog.ts'

export interface PoolOptions {
  readonly workers: number
  /** What the heap of a worker may grow to, MiB. */
  readonly memoryMb: number
  readonly ruleBudgetMs: number
  readonly servicesDir: string
  /** What the files of the services must be; absent: whatever they are. */
  readonly digests?: Digests
  readonly valueSetsDir?: string
  readonly companionUrl: string
  readonly hashKey: Uint8Array
  readonly health: RuleHealth
  readonly cache: ScoreCache
  readonly breakers: Breakers
  readonly now: () => Date
  readonly compileCache: string
  readonly told: PoolNews
}

/** For the log. */
export interface PoolNews {
  /** A worker has ended and is replaced. `rules`: what it was at. */
  replaced(why: 'hung' | 'ended', rules: readonly string[], fault: Fault): void
  /** A worker could not begin; before it is ready it has seen no patient, so its message may be told. */
  stillborn(message: string): void
  /** Something was thrown where nobody waited for it; `rule` undefined: nobody knows whose it was. */
  thrown(rule: string | undefined, fault: Fault): void
}

const LOOK_MS = 20
/** A worker answers late rules by itself; what is later than this comes from here. */
const GRACE_MS = 40
const SILENCE_MS = 500
/** Of a call that loses more workers than this, and no other is known to be the cause, nothing can be run. */
const MOST_LOSSES = 4
/** How long a rule that ended a worker runs after the others, ms. */
const DOUBT_MS = 60_000
/** One that is only slow is taken for such a rule until that is known, ms. */
const SLOW_DOUBT_MS = 2_000

/**
 * Answers hook calls in worker threads that may be lost. A rule that never comes back, or ends its worker,
 * costs its own cards: the worker is replaced, and its calls are run again elsewhere, the one at fault
 * without that rule. At the deadline the answer goes out with what has arrived, whatever the workers do.
 */
export function workerPool(options: PoolOptions): Evaluator {
  const { health, told } = options
  const { names } = health.numbers
  const limits = { budgetMs: options.ruleBudgetMs, silenceMs: SILENCE_MS }
  const clock = sharedClock()
  const calls = new Map<number, Call>()
  let lastCall = 0
  let restarts = 0
  let reruns = 0

  function message(member: Member, received: FromWorker): void {
    switch (received[0]) {
      case 'answer':
        answered(member, received[1], received[2], JSON.parse(received[3]))
        break
      case 'begun': {
        const call = member.calls.get(received[1])
        if (call !== undefined) call.begun = JSON.parse(received[2]) as Begun
        break
      }
      case 'made': {
        const made = madeFrom(received[2])
        member.calls.get(received[1])?.made.set(made.rule, made)
        break
      }
      case 'fault': {
        const [, rule, fault] = received
        told.thrown(names[rule], fault)
        health.fault(rule, fault)
        break
      }
      case 'pong':
        member.watch = alive(member.watch)
        break
      default:
        shared.heard(member, received)
    }
  }

  function answered(member: Member, id: number, text: string, rest: Rest): void {
    const call = member.calls.get(id)
    if (call !== undefined) take(member, call)
    line.handOut()
    shared.keepScores(member, rest)
    const { report, served, error, defect } = rest
    health.saw(report)
    // Its time was up before.
    if (call === undefined || !calls.delete(id)) return
    if (defect !== undefined) call.reject(new DefectError(defect))
    else if (error === undefined) call.resolve({ ok: true, text, served, report })
    else call.resolve({ ok: false, error: new CdsError(error.code, error.problems), report })
  }

  function finishLate(call: Call): void {
    calls.delete(call.id)
    for (const member of crew.members) take(member, call)
    call.resolve(lateAnswer(call.service, call.client, call, options.now(), randomUUID))
  }

  function lost(member: Member, why: unknown): void {
    const isHung = hung.delete(member)
    shared.gone(member)
    restarts += 1
    const fault: Fault = { name: isHung ? 'HungError' : nameOf(why), at: 'worker' }
    const atWork = ruleAtWork(member.slots)
    const rules = atWork >= 0 ? [atWork] : waitingRules(member.slots)
    told.replaced(
      isHung ? 'hung' : 'ended',
      rules.map((rule) => names[rule] ?? ''),
      fault,
    )
    const isInnocent = (call: Call) => atWork >= 0 && call.id !== callAtWork(member.slots)
    // Memory may have been filled by another rule in calls before: the first time it is tried once more.
    const mayBeOthers = fault.name === OUT_OF_MEMORY
    const enders = health.workerEnders()
    for (const rule of rules) {
      health.endedWorker(rule, DOUBT_MS)
      health.fault(rule, fault)
      if (mayBeOthers && !enders.includes(rule)) continue
      for (const call of member.calls.values())
        if (!isInnocent(call)) call.barred.set(rule, isHung ? 'late' : 'failed')
    }
    for (const call of member.calls.values()) {
      call.losses += 1
      if (isInnocent(call)) call.innocentLosses += 1
      runAgain(call)
    }
  }

  function runAgain(call: Call): void {
    reruns += 1
    if (call.losses - call.innocentLosses > MOST_LOSSES || isComplete(call)) {
      finishLate(call)
      return
    }
    // It was twice in bad company or is bad itself: now without all who ended a worker of late.
    if (call.losses > 1)
      for (const rule of health.workerEnders())
        if (!call.barred.has(rule)) call.barred.set(rule, 'failed')
    line.comeFirst(call)
  }

  /** Whether all has arrived but for the rules that are not to be run again. */
  function isComplete({ begun, made, barred, service }: Call): boolean {
    if (begun === undefined) return false
    const isBarred = (rule: string) => barred.has(health.numbers.find(service.service.id, rule))
    return begun.rules.every((rule) => made.has(rule) || isBarred(rule))
  }

  const hung = new Set<Member>()
  let lookedAt = clock()
  let healthAt = lookedAt
  const looking = setInterval(() => {
    const now = clock()
    // What keeps the process waiting keeps the workers waiting, too.
    const late = now - lookedAt - LOOK_MS
    lookedAt = now
    for (const member of crew.members) {
      if (member.state !== 'ready') continue
      if (late > 0) member.watch = excused(member.watch, late)
      const [oldest] = member.calls.values()
      const age = oldest === undefined ? undefined : now - oldest.startedAt
      const { slots, thread } = member
      const used = () => (thread === undefined ? undefined : threadTime(thread))
      const { watch, verdict } = look(slots, member.watch, age, now, limits, used)
      member.watch = watch
      if (watch.ruleMs > SLOW_MS) health.doubt(ruleAtWork(member.slots), SLOW_DOUBT_MS)
      if (verdict === 'ping') member.tell(['ping'])
      if (verdict === 'hung') {
        hung.add(member)
        member.end()
      }
    }
    for (const call of calls.values())
      if (now - call.startedAt > call.client.deadlineMs + GRACE_MS) finishLate(call)
    line.handOut()
    if (now - healthAt < HEALTH_MS) return
    healthAt = now
    health.look()
  }, LOOK_MS).unref()

  const crew = createCrew(
    {
      workers: options.workers,
      memoryMb: options.memoryMb,
      gates: health.gates,
      clock,
      init: {
        gates: health.gates,
        servicesDir: options.servicesDir,
        ...(options.valueSetsDir === undefined ? {} : { valueSetsDir: options.valueSetsDir }),
        ...(options.digests === undefined ? {} : { digests: options.digests }),
        names,
        companionUrl: options.companionUrl,
        ruleBudgetMs: options.ruleBudgetMs,
        hashKey: options.hashKey,
        compileCache: options.compileCache,
      },
    },
    {
      message,
      lost,
      stillborn: (why) => told.stillborn(why instanceof Error ? why.message : String(why)),
      joined(member) {
        // Before it is given a call, or it would wait for a server that all others leave alone.
        shared.joined(member)
        line.handOut()
      },
    },
  )
  const line = waitingLine(crew, clientNumbers(), calls)
  const shared = sharedThings(options.cache, options.breakers, crew.members, clock)

  return {
    answer({ text, service, client, only }) {
      return new Promise<Answered>((resolve, reject) => {
        lastCall += 1
        const call: Call = {
          id: lastCall,
          text,
          service,
          client,
          only,
          startedAt: clock(),
          now: options.now().getTime(),
          barred: new Map(),
          losses: 0,
          innocentLosses: 0,
          begun: undefined,
          made: new Map(),
          resolve,
          reject,
        }
        calls.set(call.id, call)
        line.join(call)
      })
    },
    isReady: () => crew.ready().length > 0,
    suspended: health.suspended,
    counts: () => ({
      size: crew.members.size,
      ready: crew.ready().length,
      restarts,
      reruns,
    }),
    async close() {
      clearInterval(looking)
      await crew.close()
    },
  }
}

const HEALTH_MS = 500
const OUT_OF_MEMORY = 'OutOfMemoryError'

/** The engine in a worker failed where no rule was at work. */
class DefectError extends Error {
  override readonly name = 'DefectError'

  constructor({ name, at }: Fault) {
    super(`${name} in a worker, at ${at}`)
  }
}

function nameOf(why: unknown): string {
  if (!(why instanceof Error)) return 'EndedError'
  const { code } = why as NodeJS.ErrnoException
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? OUT_OF_MEMORY : 'EndedError'
}
