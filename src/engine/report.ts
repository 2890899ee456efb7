/** What happened during one call: ids, counts and durations only, nothing about the patient. */
export interface Report {
  readonly service: string
  hook: string
  hookInstance: string
  prefetch: { supplied: number; fetched: number; unavailable: number }
  fetchedTypes: readonly string[]
  rules: readonly RuleReport[]
  readonly notices: string[]
}

export interface RuleReport {
  readonly rule: string
  readonly state: 'evaluated' | 'not-evaluated' | 'failed' | 'late'
  readonly ms: number
  readonly cards: number
  /** For the log: what a failed rule threw. */
  readonly error?: unknown
}

export function emptyReport(service: string): Report {
  return {
    service,
    hook: 'unknown',
    hookInstance: 'unknown',
    prefetch: { supplied: 0, fetched: 0, unavailable: 0 },
    fetchedTypes: [],
    rules: [],
    notices: [],
  }
}
