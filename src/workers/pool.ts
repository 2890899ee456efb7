import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { ScoreCache } from '../cache/score-cache.ts'
import type { Answered, Evaluator } from '../engine/evaluator.ts'
import type { Fault } from '../engine/fault.ts'
import { giveBack, RESERVED, reserve } from '../engine/gates.ts'
import type { Made } from '../engine/made.ts'
import type { RuleHealth } from '../engine/rule-health.ts'
import { CdsError } from '../errors.ts'
import type { Breakers } from '../fhir/breaker.ts'
import type { Call } from './call.ts'
import { clientNumbers } from './client-numbers.ts'
import { lateAnswer } from './late-answer.ts'
import { type Member, startMember } from './member.ts'
import type { Begun, FromWorker, Init, Rest } from './messages.ts'
import { sharedClock } from './shared-clock.ts'
import { callAtWork, ruleAtWork, waitingRules } from './slots.ts'
import { excused, look } from './watchdog.ts'

export interface PoolOptions {
  readonly workers: number
  /** What the heap of a worker may grow to, MiB. */
  readonly memoryMb: number
  readonly ruleBudgetMs: number
  readonly servicesDir: string
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
  /** Something was thrown where nobody waited for it; `rule` undefined: nobody knows whose it was. */
  thrown(rule: string | undefined, fault: Fault): void
}

const LOOK_MS = 20
/** A worker answers late rules by itself; what is later than this comes from here. */
const GRACE_MS = 40
const SILENCE_MS = 500
/** Of a call that loses more workers than this, nothing can be run. */
const MOST_LOSSES = 4
/** A pause of the whole process is no rule's fault. */
const PAUSE_MS = 100
const RETRY_MS = 250
/** How long a rule that ended a worker runs after the others, ms. */
const DOUBT_MS = 60_000
/** A rule that is at work for so long looks like one, and is taken for one until that is known, ms. */
const SLOW_MS = 50
const SLOW_DOUBT_MS = 2_000
/** One more than are given work, so that a lost one is replaced at once. */
const SPARE = 1

/**
 * Answers hook calls in worker threads that may be lost. A rule that never comes back, or ends its worker,
 * costs its own cards: the worker is replaced, and its calls are run again elsewhere, the one at fault
 * without that rule. At the deadline the answer goes out with what has arrived, whatever the workers do.
 */
export function workerPool(options: PoolOptions): Evaluator {
  const { workers, health, cache, breakers, told } = options
  const { names } = health.numbers
  const limits = { budgetMs: options.ruleBudgetMs, silenceMs: SILENCE_MS }
  const clock = sharedClock()
  const clients = clientNumbers()
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./entry.ts', import.meta.url)),
    minThreads: workers + SPARE,
    maxThreads: workers + SPARE,
    idleTimeout: Number.POSITIVE_INFINITY,
    atomics: 'disabled',
    recordTiming: false,
    trackUnmanagedFds: false,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
  })
  const init: Omit<Init, 'port' | 'slots' | 'number'> = {
    gates: health.gates,
    servicesDir: options.servicesDir,
    names,
    companionUrl: options.companionUrl,
    ruleBudgetMs: options.ruleBudgetMs,
    hashKey: options.hashKey,
    compileCache: options.compileCache,
  }
  const members = new Set<Member>()
  const calls = new Map<number, Call>()
  const waiting: Call[] = []
  let lastCall = 0
  let lastMember = 0
  let restarts = 0
  let reruns = 0
  let isClosing = false

  /** One after the other: the first is ready sooner than if all were started at once. */
  function start(): void {
    const isStarting = [...members].some(({ state }) => state === 'starting')
    if (isClosing || isStarting || members.size === workers + SPARE) return
    lastMember += 1
    members.add(startMember(pool, { ...init, number: lastMember }, { message, gone }))
  }

  /** A rule that may end its worker is run only where another can stand in. */
  function holdDoubtful(): void {
    const ready = [...members].filter(({ state }) => state === 'ready').length
    if (ready < 2) reserve(health.gates)
    else giveBack(health.gates, RESERVED)
  }

  /** The one with the fewest calls. One with a rule at work for some time may never come back: last choice. */
  function freest(): Member | undefined {
    let best: Member | undefined
    let stuck: Member | undefined
    let free = 0
    for (const member of members) {
      if (member.state !== 'ready') continue
      const { since } = member.watch
      if (since !== undefined && clock() - since > SLOW_MS) {
        stuck ??= member
        continue
      }
      if (best === undefined || member.calls.size < best.calls.size) best = member
      free += 1
      if (free === workers) break
    }
    return best ?? stuck
  }

  function dispatch(call: Call): void {
    const member = freest()
    if (member === undefined) {
      waiting.push(call)
      return
    }
    const number = clients.of(call.client)
    if (!member.clients.has(number)) {
      member.clients.add(number)
      member.tell(['client', number, clients.policy(call.client)])
    }
    member.calls.set(call.id, call)
    const { id, text, service, startedAt, now, barred } = call
    const bars = barred.size === 0 ? undefined : [...barred]
    member.tell(['call', id, text, service.service.id, number, startedAt, now, bars])
  }

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
        const made = JSON.parse(received[2]) as Made
        member.calls.get(received[1])?.made.set(made.rule, made)
        break
      }
      case 'fault': {
        const [, rule, fault] = received
        told.thrown(names[rule], fault)
        health.fault(rule, fault)
        break
      }
      case 'latest': {
        const [, question, key, notBefore] = received
        Promise.resolve(cache.latest(key, notBefore)).then(
          (entry) => member.tell(['latest', question, entry]),
          () => member.tell(['latest', question, undefined]),
        )
        break
      }
      case 'may-ask': {
        const [, question, base] = received
        const settle = breakers.ask(base, clock())
        if (settle !== undefined) member.settles.set(question, settle)
        member.tell(['may-ask', question, settle !== undefined])
        break
      }
      case 'asked': {
        const [, question, base, well] = received
        member.settles.get(question)?.(well ?? undefined, clock())
        member.settles.delete(question)
        tellTrouble(base)
        break
      }
      case 'failed':
        breakers.ask(received[1], clock())?.(false, clock())
        tellTrouble(received[1])
        break
      case 'pong':
        member.watch = { ...member.watch, pingedAt: undefined }
        break
      case 'ready':
        member.state = 'ready'
        holdDoubtful()
        start()
        for (const call of waiting.splice(0)) if (calls.has(call.id)) dispatch(call)
    }
  }

  function tellTrouble(base: string): void {
    const isTroubled = breakers.isTroubled(base)
    for (const member of members) member.tell(['trouble', base, isTroubled])
  }

  function answered(member: Member, id: number, text: string, rest: Rest): void {
    const call = member.calls.get(id)
    member.calls.delete(id)
    keepScores(member, rest)
    const { report, served, error, defect } = rest
    health.saw(report)
    // Its time was up before.
    if (call === undefined || !calls.delete(id)) return
    if (defect !== undefined) call.reject(new DefectError(defect))
    else if (error === undefined) call.resolve({ ok: true, text, served, report })
    else call.resolve({ ok: false, error: new CdsError(error.code, error.problems), report })
  }

  function keepScores(by: Member, { entries = [], hits = 0 }: Rest): void {
    if (hits > 0) cache.noteHits(hits)
    for (const [key, entry] of entries) {
      const { stale } = cache.counts()
      cache.resolve(key, entry?.fingerprint ?? '', () => entry ?? undefined)
      if (cache.counts().stale === stale) continue
      // It replaces what another may remember.
      for (const member of members) if (member !== by) member.tell(['forget', key])
    }
  }

  function finishLate(call: Call): void {
    calls.delete(call.id)
    for (const member of members) member.calls.delete(call.id)
    call.resolve(lateAnswer(call.service, call.client, call, options.now(), randomUUID))
  }

  function gone(member: Member, why: unknown): void {
    const wasReady = member.state === 'ready'
    const isHung = hung.delete(member)
    member.state = 'gone'
    members.delete(member)
    if (isClosing) return
    giveBack(health.gates, member.number)
    holdDoubtful()
    for (const settle of member.settles.values()) settle(undefined, clock())
    restarts += 1
    const fault: Fault = { name: isHung ? 'HungError' : nameOf(why), at: 'worker' }
    const atWork = ruleAtWork(member.slots)
    const rules = atWork >= 0 ? [atWork] : waitingRules(member.slots)
    told.replaced(
      isHung ? 'hung' : 'ended',
      rules.map((rule) => names[rule] ?? ''),
      fault,
    )
    for (const rule of rules) {
      health.doubt(rule, DOUBT_MS)
      health.fault(rule, fault)
      for (const call of member.calls.values())
        if (atWork < 0 || call.id === callAtWork(member.slots))
          call.barred.set(rule, isHung ? 'late' : 'failed')
    }
    // One that cannot even begin is not tried again and again without a pause.
    if (wasReady) start()
    else setTimeout(start, RETRY_MS).unref()
    for (const call of member.calls.values()) runAgain(call)
  }

  function runAgain(call: Call): void {
    call.losses += 1
    reruns += 1
    if (call.losses > MOST_LOSSES || isComplete(call)) {
      finishLate(call)
      return
    }
    // It was twice in bad company or is bad itself: now without all who ended a worker of late.
    if (call.losses > 1)
      for (const rule of health.inDoubt())
        if (!call.barred.has(rule)) call.barred.set(rule, 'failed')
    dispatch(call)
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
    const pause = now - lookedAt - LOOK_MS
    lookedAt = now
    for (const member of members) {
      if (pause > PAUSE_MS) member.watch = excused(member.watch, pause)
      if (member.state !== 'ready') continue
      const [oldest] = member.calls.values()
      const age = oldest === undefined ? undefined : now - oldest.startedAt
      const { watch, verdict } = look(member.slots, member.watch, age, now, limits)
      member.watch = watch
      if (watch.since !== undefined && now - watch.since > SLOW_MS)
        health.doubt(ruleAtWork(member.slots), SLOW_DOUBT_MS)
      if (verdict === 'ping') member.tell(['ping'])
      if (verdict === 'hung') {
        hung.add(member)
        member.end()
      }
    }
    for (const call of calls.values())
      if (now - call.startedAt > call.client.deadlineMs + GRACE_MS) finishLate(call)
    if (now - healthAt < HEALTH_MS) return
    healthAt = now
    health.look()
  }, LOOK_MS).unref()

  start()

  return {
    answer({ text, service, client }) {
      return new Promise<Answered>((resolve, reject) => {
        lastCall += 1
        const call: Call = {
          id: lastCall,
          text,
          service,
          client,
          startedAt: clock(),
          now: options.now().getTime(),
          barred: new Map(),
          losses: 0,
          begun: undefined,
          made: new Map(),
          resolve,
          reject,
        }
        calls.set(call.id, call)
        dispatch(call)
      })
    },
    isReady: () => freest() !== undefined,
    suspended: health.suspended,
    counts: () => ({
      size: members.size,
      ready: [...members].filter(({ state }) => state === 'ready').length,
      restarts,
      reruns,
    }),
    async close() {
      isClosing = true
      clearInterval(looking)
      for (const member of members) member.tell(['stop'])
      await pool.destroy()
    },
  }
}

const HEALTH_MS = 500

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
  return code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'OutOfMemoryError' : 'EndedError'
}
