import { getHeapStatistics } from 'node:v8'
import { type Config, ConfigError } from './config.ts'

const MIB = 1024 * 1024
/** What the process has in its heap besides bodies: modules, services, calls in work. */
const OWN = 128 * MIB

/**
 * Bodies are held as texts in the process's own heap, two bytes a character: what may come at once has to
 * fit, since a heap that is full ends the process with all its calls (threat T11).
 *
 * @param heapBytes what the heap may grow to.
 * @throws ConfigError that names the setting and the remedy.
 */
export function checkHeap(
  { bodiesLimitBytes }: Pick<Config, 'bodiesLimitBytes'>,
  heapBytes = getHeapStatistics().heap_size_limit,
): void {
  const needed = 2 * bodiesLimitBytes + OWN
  if (needed <= heapBytes) return
  const [needs, has] = [Math.ceil(needed / MIB), Math.floor(heapBytes / MIB)]
  throw new ConfigError(
    `bodiesLimitBytes is ${bodiesLimitBytes}: that needs a heap of ${needs} MiB, and there are ${has}. Lower it, or set NODE_OPTIONS=--max-old-space-size=${needs}`,
  )
}
