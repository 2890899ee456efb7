import type { Standby } from '../engine/gates.ts'
import { heldFor, type Watch } from './watchdog.ts'

/** A rule that is at work for so long may never end: its worker is the last to be given calls, ms. */
const SLOW_MS = 50

/** Whether a rule holds a worker up. */
export function isStuck(watch: Watch, now: number): boolean {
  return heldFor(watch, now) > SLOW_MS
}

/** Who stands by for whichever of these workers is lost next. */
export function standbyOf(ready: readonly Watch[], now: number): Standby {
  if (ready.length < 2) return 'nobody'
  return ready.filter((watch) => !isStuck(watch, now)).length > 1 ? 'somebody' : 'stuck'
}
