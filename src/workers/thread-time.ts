import { readFileSync, readlinkSync } from 'node:fs'

/** What a thread has used, and what it is at. */
export interface ThreadTime {
  /** Of processors, ms; in steps of 10. */
  readonly cpuMs: number
  /** It runs or would if a processor were free; otherwise it waits for something. */
  readonly isRunnable: boolean
}

/** Linux's number of this thread; `undefined` on other systems, or without /proc. */
export function ownThread(): number | undefined {
  const link = told(() => readlinkSync('/proc/thread-self'))
  return link === undefined ? undefined : numberOf(link.split('/').at(-1))
}

/** Clock ticks of user space are hundredths of a second on every Linux (USER_HZ). */
const TICK_MS = 10
/** Fields of proc_pid_stat(5), counted from the one after the name: state (3), utime (14), stime (15). */
const [STATE, UTIME, STIME] = [0, 11, 12]

/** Looks at a thread of this process, about 10 µs; `undefined`: it is no more, or the system tells nothing. */
export function threadTime(thread: number): ThreadTime | undefined {
  const text = told(() => readFileSync(`/proc/self/task/${thread}/stat`, 'latin1'))
  if (text === undefined) return undefined
  // A thread's name may hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [numberOf(fields[UTIME]), numberOf(fields[STIME])]
  if (user === undefined || system === undefined) return undefined
  return { cpuMs: (user + system) * TICK_MS, isRunnable: fields[STATE] === 'R' }
}

/**
 * Whatever keeps the system from telling (another system, no /proc, no descriptor left), there is the
 * clock to go by: a look must never be what ends the process.
 */
function told(read: () => string): string | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function numberOf(text: string | undefined): number | undefined {
  const number = Number(text ?? Number.NaN)
  return Number.isFinite(number) ? number : undefined
}
