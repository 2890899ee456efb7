import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { type Gates, giveBackAll, setStandby } from '../engine/gates.ts'
import { type Member, startMember } from './member.ts'
import type { FromWorker, Init } from './messages.ts'
import { isStuck, standbyOf } from './standby.ts'

/** The workers: as many as are wanted and one more, each replaced when it ends. */
export interface Crew {
  readonly members: ReadonlySet<Member>
  /** Who takes the next call; `undefined`: nobody is ready and has room for it. */
  freest(): Member | undefined
  /** The same, but for those that a rule holds up. */
  free(): Member | undefined
  ready(): readonly Member[]
  /** Whether as many were ready at once as two losses in a row take, or as many as there will be. */
  readonly hasStoodBy: boolean
  /** To be called now and then: a worker that is held up stands by for nobody. */
  look(): void
  /** Ends all. */
  close(): Promise<void>
}

export interface CrewOptions {
  readonly workers: number
  readonly memoryMb: number
  readonly gates: Gates
  readonly init: Omit<Init, 'port' | 'slots' | 'number'>
  readonly clock: () => number
}

interface CrewEvents {
  message(member: Member, message: FromWorker): void
  /** One is ready, and was not before. */
  joined(member: Member): void
  /** One is no more; its slots still say what it was at. */
  lost(member: Member, why: unknown): void
  /** One did not get as far as to be ready. */
  stillborn(why: unknown): void
}

/** One more than are given work, so that a lost one is replaced at once. */
const SPARE = 1
/**
 * With so much text of calls in it a worker gets no more: it evaluates one after the other, so that they
 * would only fill its memory (R16). Measured before a call is added and not with it, or else a large one
 * would wait, and all behind it, for a small one that waits for its FHIR server.
 */
const MOST_CHARS = 4 * 1024 * 1024
/** How many it takes for two to be lost one after the other, while the first is not replaced yet. */
const STAND_BY = 3
/** One that could not even begin is tried again after a pause, ms. */
const RETRY_MS = 1_000

export function createCrew(options: CrewOptions, events: CrewEvents): Crew {
  const { workers, gates, clock } = options
  const size = workers + SPARE
  const members = new Set<Member>()
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./entry.ts', import.meta.url)),
    minThreads: size,
    maxThreads: size,
    idleTimeout: Number.POSITIVE_INFINITY,
    atomics: 'disabled',
    recordTiming: false,
    trackUnmanagedFds: false,
    // Nothing of the process's environment is a rule's business.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
  })
  let last = 0
  let isClosing = false
  let hasStoodBy = false
  const ready = () => [...members].filter(({ state }) => state === 'ready')

  /** One after the other: the first is ready sooner than if all were started at once. */
  function start(): void {
    const isStarting = [...members].some(({ state }) => state === 'starting')
    if (isClosing || isStarting || members.size === size) return
    last += 1
    members.add(startMember(pool, { ...options.init, number: last }, { message, gone }))
  }

  /** A rule that may end its worker is run only where another can stand in. */
  function holdDoubtful(): void {
    setStandby(gates, standbyOf(ready(), clock()))
  }

  function message(member: Member, received: FromWorker): void {
    if (received[0] !== 'ready') {
      events.message(member, received)
      return
    }
    member.state = 'ready'
    member.thread = received[2] ?? undefined
    member.worker = pool.threads.find(({ threadId }) => threadId === received[1])
    holdDoubtful()
    hasStoodBy ||= ready().length >= Math.min(size, STAND_BY)
    start()
    events.joined(member)
  }

  function gone(member: Member, why: unknown): void {
    const wasReady = member.state === 'ready'
    member.state = 'gone'
    members.delete(member)
    if (isClosing) return
    holdDoubtful()
    if (wasReady) {
      start()
      events.lost(member, why)
    } else {
      // Better served by those that are there than not at all.
      hasStoodBy = true
      setTimeout(start, RETRY_MS).unref()
      events.stillborn(why)
    }
    // Last, so that whoever waits for its turn finds what has become of the rule that was run.
    giveBackAll(gates, member.number)
  }

  /** `stuck`: one that a rule holds up, for want of any other. */
  function choice(): { readonly best: Member | undefined; readonly stuck: Member | undefined } {
    let best: Member | undefined
    let stuck: Member | undefined
    let free = 0
    for (const member of members) {
      if (member.state !== 'ready') continue
      if (member.chars >= MOST_CHARS) continue
      if (isStuck(member.watch, clock())) {
        stuck ??= member
        continue
      }
      if (best === undefined || member.calls.size < best.calls.size) best = member
      free += 1
      if (free === workers) break
    }
    return { best, stuck }
  }

  start()
  return {
    members,
    ready,
    get hasStoodBy() {
      return hasStoodBy
    },
    freest() {
      const { best, stuck } = choice()
      return best ?? stuck
    },
    free: () => choice().best,
    look: holdDoubtful,
    async close() {
      isClosing = true
      for (const member of members) member.tell(['stop'])
      await pool.destroy()
    },
  }
}
