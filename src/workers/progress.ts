import type { Progress } from '../engine/evaluate.ts'
import type { CardSource, Made } from '../engine/made.ts'
import { IN_DOUBT, type RuleGuard } from '../engine/rule-guard.ts'
import type { Begun } from './messages.ts'

/** After so long in the worker a call is slow, and what it has is sent piece by piece. */
const SLOW_MS = 20

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
  clock: () => number,
  caution: RuleGuard['caution'],
  send: Pieces,
): Progress {
  const startedAt = clock()
  let begun: Begun | undefined
  let isSlow = false
  let isTold = false
  const held: Made[] = []
  const look = (): void => {
    isSlow ||= clock() - startedAt > SLOW_MS
    if (!isSlow || begun === undefined) return
    if (!isTold) send.begun(JSON.stringify(begun))
    isTold = true
    for (const made of held.splice(0)) send.made(madeText(made))
  }
  return {
    begins(selected, report, profile) {
      isSlow = selected.some((loaded) => caution(loaded) >= IN_DOUBT)
      begun = { report, profile, rules: selected.map(({ rule }) => rule.id) }
      look()
    },
    finished(made) {
      held.push(made)
      look()
    },
  }
}

/** As data: what was thrown stays in the thread, and cards go as the texts they are. */
function madeText({ report, cards, ...made }: Made): string {
  const { error: _error, ...plain } = report
  return JSON.stringify({ ...made, report: plain, cards: cards.map(({ origin }) => origin) })
}

/** The other way round. */
export function madeFrom(text: string): Made {
  const { cards, ...made } = JSON.parse(text) as Omit<Made, 'cards'> & {
    readonly cards: readonly CardSource[]
  }
  return { ...made, cards: cards.map((origin) => ({ card: JSON.parse(origin.text), origin })) }
}
