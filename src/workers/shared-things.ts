import type { ScoreCache } from '../cache/score-cache.ts'
import type { Breakers } from '../fhir/breaker.ts'
import type { Member } from './member.ts'
import type { FromWorker, Rest } from './messages.ts'
import type { ComputedScore } from './worker-cache.ts'

/** What the workers have in common and the process keeps for them: scores and circuit breakers. */
export interface SharedThings {
  /** Takes in what a worker asks or tells; other messages are left alone. */
  heard(member: Member, message: FromWorker): void
  /** Takes in the scores that came with an answer. */
  keepScores(by: Member, rest: Rest): void
  /** Tells one that has just begun which servers are in trouble: it has missed the news. */
  joined(member: Member): void
  /** What a worker that is no more had asked comes to nothing. */
  gone(member: Member): void
}

/** @param clock ms of a clock that never jumps */
export function sharedThings(
  cache: ScoreCache,
  breakers: Breakers,
  members: ReadonlySet<Member>,
  clock: () => number,
): SharedThings {
  /** What the workers hold to be in trouble. */
  const told = new Set<string>()

  /** While a server is in trouble each read from it comes by here, and mostly with no news. */
  function tellTrouble(base: string): void {
    const isTroubled = breakers.isTroubled(base)
    if (isTroubled === told.has(base)) return
    if (isTroubled) told.add(base)
    else told.delete(base)
    for (const member of members) member.tell(['trouble', base, isTroubled])
  }

  async function keep(by: Member, [key, entry]: ComputedScore): Promise<void> {
    const before = cache.counts()
    let isKept = true
    try {
      const kept = cache.resolve(key, entry?.fingerprint ?? '', () => entry ?? undefined)
      if (kept instanceof Promise) await kept
    } catch {
      isKept = false
    }
    const { stale, failed } = cache.counts()
    isKept &&= failed === before.failed
    if (isKept && stale === before.stale) return
    // It replaces what another may remember; and what was not kept is to be sent once more.
    for (const member of members) if (member !== by || !isKept) member.tell(['forget', key])
  }

  return {
    heard(member, message) {
      switch (message[0]) {
        case 'latest': {
          const [, question, key, notBefore] = message
          // A cache that fails answers as if it were empty.
          Promise.resolve(cache.latest(key, notBefore)).then(
            (entry) => member.tell(['latest', question, entry]),
            () => member.tell(['latest', question, undefined]),
          )
          break
        }
        case 'may-ask': {
          const [, question, base] = message
          const settle = breakers.ask(base, clock())
          if (settle !== undefined) member.settles.set(question, settle)
          member.tell(['may-ask', question, settle !== undefined])
          break
        }
        case 'asked': {
          const [, question, base, well] = message
          member.settles.get(question)?.(well ?? undefined, clock())
          member.settles.delete(question)
          tellTrouble(base)
          break
        }
        case 'failed':
          breakers.failed(message[1], message[2], clock())
          tellTrouble(message[1])
      }
    },
    keepScores(by, { entries = [], hits = 0 }) {
      if (hits > 0) cache.noteHits(hits)
      for (const computed of entries) void keep(by, computed)
    },
    joined(member) {
      for (const base of told) member.tell(['trouble', base, true])
      // The process reads too, and another pool may: of trouble that was met there all hear now.
      for (const base of breakers.troubled()) tellTrouble(base)
    },
    gone(member) {
      for (const settle of member.settles.values()) settle(undefined, clock())
    },
  }
}
