import { constants, getPriority, setPriority } from 'node:os'
import { ownThread } from './thread-time.ts'

/** Five steps of niceness: a third of the weight of a thread that has not given way. */
const STEPS = 5
/** What systems say that do not let a thread do this, or have no such thing. */
const REFUSALS: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'ENOSYS', 'ENOENT'])

/**
 * Lets the thread that takes and refuses calls go first where processors are short: a refusal is worth
 * something only at once, and a result only once it is sent. Linux keeps a niceness for each thread
 * (setpriority(2), "C library/kernel differences"); elsewhere, and where it is refused, all stay equal.
 */
export function giveWay(): void {
  const thread = ownThread()
  if (thread === undefined) return
  try {
    setPriority(thread, Math.min(getPriority(thread) + STEPS, constants.priority.PRIORITY_LOW))
  } catch (error) {
    const { code, info } = error as { code?: unknown; info?: { code?: unknown } }
    if (!REFUSALS.has(code) && !REFUSALS.has(info?.code)) throw error
  }
}
