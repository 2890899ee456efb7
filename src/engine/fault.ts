/** Where a rule failed, without its message: that may hold data. */
export interface Fault {
  readonly name: string
  readonly at: string
}

const UNKNOWN: Fault = { name: 'unknown', at: 'unknown' }

/**
 * The fault of whatever a rule threw. Never throws itself, though what was thrown may have getters that do.
 *
 * @example faultOf(new TypeError('…')) // { name: 'TypeError', at: 'services/x/rules/y/rule.ts:12' }
 */
export function faultOf(error: unknown): Fault {
  try {
    if (!(error instanceof Error)) return { name: typeof error, at: 'unknown' }
    const frames = String(error.stack)
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
    const frame = frames.find((line) => /\/(?:services|cards|src)\//.test(line)) ?? frames[0] ?? ''
    const at = /(?:services|cards|src)\/[\w./-]+:\d+/.exec(frame)?.[0] ?? 'unknown'
    return { name: nameOf(error.name), at }
  } catch {
    return UNKNOWN
  }
}

/** A name is an identifier; what else a rule puts there could be data. */
function nameOf(name: unknown): string {
  return typeof name === 'string' && /^[A-Za-z]{1,40}$/.test(name) ? name : 'Error'
}
