import { readFileSync, readlinkSync } from 'node:fs'

/** What a thread has used, and what it is at. */
export interface ThreadTime {
  /** Of processors, ms; in steps of 10. */
  readonly cpuMs: number
  /** It runs or would if a processor were free; otherwise it waits for something. */
  readonly isRunnable: boolean
}

/** Linux's number of this thread; `undefined` on other systems. */
export function ownThread(): number | undefined {
  if (process.platform !== 'linux') return undefined
  return Number(readlinkSync('/proc/thread-self').split('/').at(-1))
}

/** Clock ticks of user space are hundredths of a second on every Linux (USER_HZ). */
const TICK_MS = 10
/** Fields of proc_pid_stat(5), counted from the one after the name: state (3), utime (14), stime (15). */
const [STATE, UTIME, STIME] = [0, 11, 12]

/** Looks at a thread of this process, about 10 µs; `undefined`: it is no more, or the system tells nothing. */
export function threadTime(thread: number): ThreadTime | undefined {
  let text: string
  try {
    text = readFileSync(`/proc/self/task/${thread}/stat`, 'latin1')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
  // A thread's name may hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const cpuMs = (Number(fields[UTIME]) + Number(fields[STIME])) * TICK_MS
  return { cpuMs, isRunnable: fields[STATE] === 'R' }
}
