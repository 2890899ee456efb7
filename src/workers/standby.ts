import type { Standby } from '../engine/gates.ts'
import { heldFor, type Watch } from './watchdog.ts'

/** A rule that is at work for so long may never end: its worker is the last to be given calls, ms. */
const SLOW_MS = 50

/** Whether a rule holds a worker up. */
export function isStuck(watch: Watch, now: number): boolean {
  return heldFor(watch, now) > SLOW_MS
}

/** Who stands by for whichever of the workers that are ready is lost next. */
export function standbyOf(
  ready: readonly { readonly number: number; readonly watch: Watch }[],
  now: number,
): Standby {
  const free = ready.filter(({ watch }) => !isStuck(watch, now)).map(({ number }) => number)
  return { isAlone: ready.length < 2, free }
}
