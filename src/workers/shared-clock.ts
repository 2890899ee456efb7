/**
 * Milliseconds of a clock that never jumps and is the same in every thread; `performance.now()` begins
 * anew in each.
 */
export function sharedClock(): () => number {
  const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now()
  return () => performance.now() + offset
}
