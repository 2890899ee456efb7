import type { Progress } from '../engine/evaluate.ts'
import type { Made } from '../engine/made.ts'
import type { LoadedRule } from '../engine/registry.ts'
import type { Begun } from './messages.ts'

/** From then on a call is slow, and what it has is sent piece by piece. */
const SLOW_MS = 10

interface Pieces {
  begun(json: string): void
  made(json: string): void
}

/**
 * Sends what is finished of a call that takes longer than a few ms, so that the process can answer in
 * time from what it has, even if this thread never comes back; and of one that is about to run a doubtful
 * rule. Ordinary calls send nothing.
 */
export function progressOf(
  startedAt: number,
  clock: () => number,
  isDoubtful: (loaded: LoadedRule) => boolean,
  send: Pieces,
): Progress {
  let begun: Begun | undefined
  let isSlow = false
  let isTold = false
  const held: Made[] = []
  const look = (): void => {
    isSlow ||= clock() - startedAt > SLOW_MS
    if (!isSlow || begun === undefined) return
    if (!isTold) send.begun(JSON.stringify(begun))
    isTold = true
    for (const made of held.splice(0)) send.made(JSON.stringify(withoutError(made)))
  }
  return {
    begins(selected, report, profile) {
      isSlow = selected.some(isDoubtful)
      begun = { report, profile, rules: selected.map(({ rule }) => rule.id) }
      look()
    },
    finished(made) {
      held.push(made)
      look()
    },
  }
}

/** What was thrown stays in the thread: it may hold anything. */
export function withoutError(made: Made): Made {
  const { error: _error, ...report } = made.report
  return { ...made, report }
}
