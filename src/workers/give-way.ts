import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/** Weighs a third of a thread that has not given way. */
const NICENESS = 5

/**
 * Lets the thread that takes and refuses calls go first where processors are short: a refusal is worth
 * something only at once, and a result only once it is sent. Linux keeps a niceness for each thread
 * (setpriority(2), "C library/kernel differences"); elsewhere all stay equal.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return
  const thread = readlinkSync('/proc/thread-self').split('/').at(-1)
  setPriority(Number(thread), NICENESS)
}
