import { goodAnswers } from './good-answers.ts'

/** When a FHIR server is left alone for a while (T17). */
export interface BreakerOptions {
  /** Failures within `windowMs` that open it, where they are half of the answers or more. */
  readonly failures: number
  readonly windowMs: number
  /** The newest answers that count; older ones do not, however many came in `windowMs`. */
  readonly answers: number
  /** How long nothing is asked once it is open. */
  readonly openMs: number
  /** Servers remembered at most; the one whose trouble is oldest is forgotten first. */
  readonly most: number
}

/** What holds where nothing else is said. */
export const USUAL: BreakerOptions = {
  failures: 5,
  windowMs: 10_000,
  answers: 50,
  openMs: 15_000,
  most: 1_000,
}

/** How many servers are in each state; those without trouble are not counted. */
export interface BreakerStates {
  /** Failed of late, still asked. */
  readonly failing: number
  readonly open: number
  /** One request is on its way to see whether the server is back. */
  readonly halfOpen: number
}

/** Tells how it went; `undefined` where nothing was sent or it was not the server's doing. */
export type Settle = (well: boolean | undefined, now: number) => void

/** The circuit breakers of all FHIR servers, by base URL. Pure state; the caller brings the time. */
export interface Breakers {
  /**
   * Asks to ask, at a time in ms of a clock that never jumps. `undefined`: not now; otherwise the
   * caller must settle, once. After a pause one caller gets through, and its answer decides.
   */
  ask(base: string, now: number): Settle | undefined
  /**
   * Takes in a failure of a request that nobody asked to send, since nothing was held against the base,
   * and how many had gone well there before it.
   */
  failed(base: string, well: number, now: number): void
  /** Whether anything is held against a base. */
  isTroubled(base: string): boolean
  /** All bases against which something is held. */
  troubled(): readonly string[]
  states(now: number): BreakerStates
}

type State =
  | { readonly kind: 'closed'; readonly recent: readonly Answer[] }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'half-open' }

interface Answer {
  readonly at: number
  readonly well: boolean
}

/**
 * Failures count against what goes well: a server that answers most of its queries stays in use, though
 * one query may fail each time; one that fails half of them, or more, is left alone, though some go well.
 * Answers count until ten seconds have gone by without a failure, and with the first failure those of
 * the ten seconds before it: five calls at once that one bad query costs their time, each with four that
 * went well, take no other call with them.
 *
 * @example
 * const settle = createBreakers().ask(base, now)
 * if (settle !== undefined) settle(await ask(base), later)
 */
export function createBreakers(options: Partial<BreakerOptions> = {}): Breakers {
  const { failures, windowMs, answers, openMs, most } = { ...USUAL, ...options }
  const good = goodAnswers(answers, windowMs, most)
  const states = new Map<string, State>()

  /** Last in the map is what changed last. */
  function keep(base: string, state: State): void {
    states.delete(base)
    states.set(base, state)
    if (states.size <= most) return
    for (const oldest of states.keys()) {
      states.delete(oldest)
      return
    }
  }

  const before = (base: string, now: number): readonly Answer[] =>
    good.take(base, now).map((at) => ({ at, well: true }))

  /** Its failures are past; what went well since still counts with the next. */
  function forgive(base: string, recent: readonly Answer[]): void {
    states.delete(base)
    for (const { at } of recent) good.note(base, at)
  }

  /** Of a request sent while closed; one that comes back after the server was given up says nothing. */
  const settled =
    (base: string): Settle =>
    (well, now) => {
      const known = states.get(base)
      if (well === undefined) return
      if (known === undefined && well) {
        good.note(base, now)
        return
      }
      const state = known ?? { kind: 'closed', recent: before(base, now) }
      if (state.kind !== 'closed') return
      const counted = state.recent.filter(({ at }) => now - at < windowMs)
      const recent = [...counted, { at: now, well }].slice(-answers)
      const failed = recent.filter((answer) => !answer.well).length
      if (failed === 0) forgive(base, recent)
      else if (failed < failures || failed * 2 < recent.length)
        keep(base, { kind: 'closed', recent })
      else keep(base, { kind: 'open', until: now + openMs })
    }

  /** Of the one request sent while half-open. A probe that was never sent leaves it to the next. */
  const probed =
    (base: string): Settle =>
    (well, now) => {
      if (well === true) states.delete(base)
      else keep(base, { kind: 'open', until: well === false ? now + openMs : now })
    }

  return {
    ask(base, now) {
      const state = states.get(base)
      if (state === undefined || state.kind === 'closed') return settled(base)
      if (state.kind === 'half-open' || now < state.until) return undefined
      keep(base, { kind: 'half-open' })
      return probed(base)
    },
    failed(base, well, now) {
      const state = states.get(base)
      if (state !== undefined && state.kind !== 'closed') return
      const settle = settled(base)
      for (let count = 0; count < Math.min(well, answers); count += 1) settle(true, now)
      settle(false, now)
    },
    isTroubled: (base) => states.has(base),
    troubled: () => [...states.keys()],
    states(now) {
      const counts = { failing: 0, open: 0, halfOpen: 0 }
      for (const state of states.values()) {
        if (state.kind === 'open') counts.open += 1
        else if (state.kind === 'half-open') counts.halfOpen += 1
        else if (state.recent.some(({ at, well }) => !well && now - at < windowMs))
          counts.failing += 1
      }
      return counts
    },
  }
}
