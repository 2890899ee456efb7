import { randomUUID } from 'node:crypto'
import type { ScoreCache } from '../cache/score-cache.ts'
import { type Answered, type Evaluator, startOf } from '../engine/evaluator.ts'
import type { Fault } from '../engine/fault.ts'
import type { Digests } from '../engine/module-fence.ts'
import type { RuleHealth } from '../engine/rule-health.ts'
import { whoseCall } from '../engine/whose.ts'
import { CdsError } from '../errors.ts'
import type { Breakers } from '../fhir/breaker.ts'
import { hasherOf } from '../security/keyed-hash.ts'
import type { Call } from './call.ts'
import { clientNumbers } from './client-numbers.ts'
import { createCrew } from './crew.ts'
import { lateAnswer } from './late-answer.ts'
import { waitingLine } from './line.ts'
import { losses } from './losses.ts'
import { type Member, take } from './member.ts'
import type { Begun, FromWorker, Rest } from './messages.ts'
import { patrol } from './patrol.ts'
import { madeFrom } from './progress.ts'
import { sharedClock } from './shared-clock.ts'
import { sharedThings } from './shared-things.ts'
import { callAtWork } from './slots.ts'
import { alive } from './watchdog.ts'

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
  readonly linkHosts?: readonly string[] | undefined
  readonly fhirPlaces?: ReadonlySet<string> | undefined
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

/** A worker answers late rules by itself; what is later than this comes from here. */
const GRACE_MS = 40
/** How much of late calls is read once more at one look, to tell whose they are; characters. */
const READ_AT_ONCE = 1024 * 1024

/**
 * Answers hook calls in worker threads that may be lost. A rule that never comes back, or ends its worker,
 * costs its own cards: the worker is replaced, and its calls are run again elsewhere, the one at fault
 * without that rule. At the deadline the answer goes out with what has arrived, whatever the workers do.
 */
export function workerPool(options: PoolOptions): Evaluator {
  const { health, told } = options
  const { names } = health.numbers
  const hash = hasherOf(options.hashKey)
  const clock = sharedClock()
  const clients = clientNumbers()
  const calls = new Map<number, Call>()
  let lastCall = 0

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
        const [, rule, fault, client] = received
        told.thrown(names[rule], fault)
        if (client !== null) health.fault(rule, fault, clients.idOf(client))
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
    const { report, served, error, defect, largeOf } = rest
    health.saw(report, largeOf)
    // Its time was up before.
    if (call === undefined || !calls.delete(id)) return
    if (defect !== undefined) call.reject(new DefectError(defect))
    else if (error === undefined) call.resolve({ ok: true, text, served, report })
    else call.resolve({ ok: false, error: new CdsError(error.code, error.problems), report })
  }

  function finishLate(call: Call): void {
    calls.delete(call.id)
    for (const member of crew.members) take(member, call)
    const { text, service, client, begun, made } = call
    const report = begun?.report ?? whoseCall(text, service, client, hash)
    call.resolve(lateAnswer(service, client, { begun, report, made }, options.now(), randomUUID))
  }

  /** Runs the other calls of a worker that is held up elsewhere. @returns whether none is left in it. */
  function passOn(member: Member): boolean {
    for (const call of member.calls.values()) {
      if (call.id === callAtWork(member.slots)) continue
      if (crew.free() === undefined) return false
      take(member, call)
      line.comeFirst(call)
    }
    return true
  }

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
        linkHosts: options.linkHosts,
        fhirPlaces: options.fhirPlaces,
        ruleBudgetMs: options.ruleBudgetMs,
        hashKey: options.hashKey,
        compileCache: options.compileCache,
      },
    },
    {
      message,
      lost(member, why) {
        shared.gone(member)
        lost.lost(member, member.fault, why)
      },
      stillborn: (why) => told.stillborn(why instanceof Error ? why.message : String(why)),
      joined(member) {
        // Before it is given a call, or it would wait for a server that all others leave alone.
        shared.joined(member)
        line.handOut()
      },
    },
  )
  const line = waitingLine(crew, clients, calls, health.gatesOf)
  const shared = sharedThings(options.cache, options.breakers, crew.members, clock)
  const lost = losses({
    health,
    clients,
    ruleBudgetMs: options.ruleBudgetMs,
    runAgain: line.comeFirst,
    finish: finishLate,
    told: told.replaced,
  })
  const stopPatrol = patrol({
    members: crew.members,
    health,
    ruleBudgetMs: options.ruleBudgetMs,
    clock,
    passOn,
    each(now) {
      let read = 0
      for (const call of calls.values()) {
        if (now - call.startedAt <= call.client.deadlineMs + GRACE_MS) continue
        finishLate(call)
        if (call.begun === undefined) read += call.text.length
        // The rest at the next look: many large ones at once would hold up the process.
        if (read > READ_AT_ONCE) break
      }
      crew.look()
      line.handOut()
    },
  })

  return {
    answer(asked) {
      const { text, service, client, only } = asked
      return new Promise<Answered>((resolve, reject) => {
        lastCall += 1
        const call: Call = {
          id: lastCall,
          text,
          service,
          client,
          only,
          startedAt: startOf(asked, clock()),
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
    hasStoodBy: () => crew.hasStoodBy,
    suspended: health.suspended,
    counts: () => ({
      size: crew.members.size,
      ready: crew.ready().length,
      restarts: lost.restarts,
      reruns: lost.reruns,
    }),
    async close() {
      stopPatrol()
      await crew.close()
    },
  }
}

/** The engine in a worker failed where no rule was at work. */
class DefectError extends Error {
  override readonly name = 'DefectError'

  constructor({ name, at }: Fault) {
    super(`${name} in a worker, at ${at}`)
  }
}
