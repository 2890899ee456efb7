import { type Load, openLoop, percentile, type Sample } from './open-loop.ts'

/** How many of each status or fault. */
export function counted(samples: readonly Sample[]): string {
  const kinds = Map.groupBy(samples, ({ status, fault }) => `${status} ${fault}`.trim())
  return [...kinds].map(([kind, each]) => `${each.length} × ${kind}`).join(', ') || '0'
}

export const times = (samples: readonly Sample[]): readonly number[] => samples.map(({ ms }) => ms)

export function percentiles(samples: readonly Sample[]): string {
  const ms = times(samples)
  const at = (share: number) => percentile(ms, share).toFixed(1)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, p99.9 ${at(0.999)} ms`
}

/** A load for so many seconds. */
export function forSeconds(
  seconds: number,
  load: Omit<Load, 'isOver'>,
): Promise<readonly Sample[]> {
  return openLoop({ ...load, isOver: (elapsedMs) => elapsedMs > seconds * 1000 })
}
