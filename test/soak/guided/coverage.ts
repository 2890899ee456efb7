import { type Profiler, Session } from 'node:inspector'

/** How often a place is gone through tells one input from another only roughly: 1, 2, 3, 4-7, 8-15 and so on. */
const bucketOf = (count: number): number =>
  count < 4 ? count : 3 + Math.floor(Math.log2(count / 2))

/** Which places of the code were gone through, as V8 counts it itself: blocks of functions, not lines. */
export interface Coverage {
  /** Whether something since the last look was new: a place, or a place as often. */
  looksNew(): boolean
  /** Places known so far. */
  places(): number
  stop(): void
}

/** @param code the files to look at, as a pattern of their addresses. */
export function watchCoverage(code: RegExp): Coverage {
  const session = new Session()
  session.connect()
  // A session of the same thread answers before `post` returns.
  const ask = (method: 'Profiler.enable' | 'Profiler.disable'): void => session.post(method)
  ask('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  const seen = new Set<string>()
  const look = (): readonly Profiler.ScriptCoverage[] => {
    let found: readonly Profiler.ScriptCoverage[] = []
    session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error !== null) throw error
      found = answer.result
    })
    return found
  }
  return {
    looksNew() {
      const before = seen.size
      for (const { url, scriptId, functions } of look()) {
        if (!code.test(url)) continue
        for (const { ranges } of functions)
          for (const { startOffset, endOffset, count } of ranges)
            if (count > 0) seen.add(`${scriptId} ${startOffset} ${endOffset} ${bucketOf(count)}`)
      }
      return seen.size > before
    },
    places: () => seen.size,
    stop() {
      session.post('Profiler.stopPreciseCoverage')
      ask('Profiler.disable')
      session.disconnect()
    },
  }
}
