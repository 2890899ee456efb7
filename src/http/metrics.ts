import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ScoreCache } from '../cache/score-cache.ts'
import type { CardRow, Evaluator } from '../engine/evaluator.ts'
import type { Report } from '../engine/report.ts'
import type { ErrorCode } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { Load } from './load.ts'

/** What asks FHIR servers. */
export type FhirCall = 'hook' | 'advice' | 'trends' | 'patient'

/** Prometheus metrics. Labels come from closed sets: service and rule ids, never from a request. */
export interface Metrics {
  answered(report: Report, status: number, seconds: number, served: readonly CardRow[]): void
  /** A request that no service answered, by the code of its error. */
  refused(code: ErrorCode): void
  feedback(service: string, outcome: 'accepted' | 'overridden', count: number): void
  /** What happened in the companion app: a call of it, by outcome. */
  app(call: string, outcome: 'done' | 'refused' | 'failed'): void
  /** Resources of FHIR servers that were left out, by the call that read them. */
  strangers(call: FhirCall, count: number): void
  /** Reads that FHIR servers did not answer well, by the call that asked. */
  fhirFailures(call: FhirCall, failures: Report['fhirFailures']): void
  /** The text that `/metrics` answers, and its media type. */
  text(): Promise<string>
  readonly contentType: string
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5]

/** Makes the metrics of one app; each app has its own registry. */
export function createMetrics(
  cache: ScoreCache,
  store: Store,
  load: Load,
  breakers: () => { readonly [state in 'failing' | 'open' | 'halfOpen']: number },
  evaluator: Evaluator,
  sessions: () => number,
): Metrics {
  const register = new Registry()
  const registers = [register]
  const requests = new Counter({
    name: 'cardstock_requests_total',
    help: 'Hook calls by service, hook and HTTP status',
    labelNames: ['service', 'hook', 'status'],
    registers,
  })
  const latency = new Histogram({
    name: 'cardstock_request_seconds',
    help: 'Time from the body read to the answer made, by service',
    labelNames: ['service'],
    buckets: SECONDS,
    registers,
  })
  const ruleLatency = new Histogram({
    name: 'cardstock_rule_seconds',
    help: 'Time in a rule, by service and rule',
    labelNames: ['service', 'rule'],
    buckets: SECONDS,
    registers,
  })
  const rules = new Counter({
    name: 'cardstock_rule_outcomes_total',
    help: 'Rules that applied, by outcome: evaluated, not-evaluated, failed, late, suspended',
    labelNames: ['service', 'rule', 'outcome'],
    registers,
  })
  const cards = new Counter({
    name: 'cardstock_cards_total',
    help: 'Cards served, by service and indicator',
    labelNames: ['service', 'indicator'],
    registers,
  })
  const links = new Counter({
    name: 'cardstock_links_dropped_total',
    help: 'Links of cards that were left out because they lead elsewhere than the deployment allows, by service and rule',
    labelNames: ['service', 'rule'],
    registers,
  })
  const prefetch = new Counter({
    name: 'cardstock_prefetch_keys_total',
    help: 'Prefetch keys, by how they were had: supplied, fetched, unavailable',
    labelNames: ['service', 'state'],
    registers,
  })
  const feedback = new Counter({
    name: 'cardstock_feedback_total',
    help: 'Feedback entries, by service and outcome',
    labelNames: ['service', 'outcome'],
    registers,
  })
  const refusals = new Counter({
    name: 'cardstock_refusals_total',
    help: 'Requests that no service answered, by error code, also those that were no HTTP; what is shed at the door is in cardstock_load',
    labelNames: ['code'],
    registers,
  })
  const strangers = new Counter({
    name: 'cardstock_fhir_strangers_total',
    help: 'Resources of FHIR servers that were left out, another patient’s or not what was asked for, by call: hook, advice, trends, read',
    labelNames: ['call'],
    registers,
  })
  const fhirFailures = new Counter({
    name: 'cardstock_fhir_failures_total',
    help: 'Reads that FHIR servers did not answer well, by call and reason: refused, denied, not-found, timeout, unreachable, certificate, tls, too-large, rubbish, broken, failed',
    labelNames: ['call', 'reason'],
    registers,
  })
  const cacheState = new Gauge({
    name: 'cardstock_score_cache_lookups',
    help: 'Score cache look-ups since the start, by result: hits, misses, stale; failed: the cache gave no answer',
    labelNames: ['result'],
    registers,
  })
  const storeState = new Gauge({
    name: 'cardstock_store',
    help: 'The store: bufferedDecisions, droppedDecisions, failedWrites, bufferedAudit, lostAudit, bufferedTokens, lostTokens',
    labelNames: ['count'],
    registers,
  })
  const loadState = new Gauge({
    name: 'cardstock_load',
    help: 'Hook calls: inFlight, queued now; shed, rateLimited since the start. bodyBytes held now. The same of feedback and of what the companion app reads and writes: feedbackInFlight, appReadsInFlight, appWritesInFlight and so on',
    labelNames: ['count'],
    registers,
  })
  const breakerState = new Gauge({
    name: 'cardstock_fhir_breaker',
    help: 'FHIR servers in trouble, by state of their circuit breaker: failing, open, halfOpen',
    labelNames: ['state'],
    registers,
  })

  const workerState = new Gauge({
    name: 'cardstock_workers',
    help: 'Rule workers: size, ready now; restarts, reruns of calls since the start',
    labelNames: ['count'],
    registers,
  })
  const suspendedState = new Gauge({
    name: 'cardstock_rule_suspended',
    help: '1 for each rule that is suspended for repeated faults',
    labelNames: ['service', 'rule'],
    registers,
  })

  const app = new Counter({
    name: 'cardstock_app_calls_total',
    help: 'Calls of the companion app, by what was called and outcome: done, refused, failed',
    labelNames: ['call', 'outcome'],
    registers,
  })

  const sessionState = new Gauge({
    name: 'cardstock_app_sessions',
    help: 'Sessions of the companion app that are open now',
    registers,
  })

  const count = children<Counter.Internal, Counter>()
  const time = children<Histogram.Internal<string>, Histogram>()

  return {
    contentType: register.contentType,
    answered(report, status, seconds, served) {
      const { service } = report
      count(requests, service, report.hook, String(status)).inc()
      time(latency, service).observe(seconds)
      for (const { rule, state, ms, linksDropped = 0 } of report.rules) {
        count(rules, service, rule, state).inc()
        time(ruleLatency, service, rule).observe(ms / 1000)
        if (linksDropped > 0) count(links, service, rule).inc(linksDropped)
      }
      for (const { indicator } of served) count(cards, service, indicator).inc()
      for (const state of ['supplied', 'fetched', 'unavailable'] as const)
        if (report.prefetch[state] > 0) count(prefetch, service, state).inc(report.prefetch[state])
      if (report.strangers > 0) strangers.inc({ call: 'hook' }, report.strangers)
    },
    refused: (code) => count(refusals, code).inc(),
    strangers: (call, count) => void (count > 0 && strangers.inc({ call }, count)),
    fhirFailures(call, failures) {
      for (const [reason, count] of Object.entries(failures))
        fhirFailures.inc({ call, reason }, count)
    },
    app: (call, outcome) => app.inc({ call, outcome }),
    feedback: (service, outcome, count) => feedback.inc({ service, outcome }, count),
    text() {
      for (const [result, count] of Object.entries(cache.counts()))
        cacheState.set({ result }, count)
      for (const [count, value] of Object.entries(store.counts())) storeState.set({ count }, value)
      for (const [count, value] of Object.entries(load.counts())) loadState.set({ count }, value)
      for (const [state, value] of Object.entries(breakers())) breakerState.set({ state }, value)
      for (const [count, value] of Object.entries(evaluator.counts()))
        workerState.set({ count }, value)
      sessionState.set(sessions())
      suspendedState.reset()
      for (const { service, rule } of evaluator.suspended())
        suspendedState.set({ service, rule }, 1)
      return register.metrics()
    },
  }
}

/** The child of a metric for some label values, looked up by the client library only once. */
function children<C, M extends { labels(...values: string[]): C }>() {
  const known = new Map<M, Map<string, C>>()
  return (metric: M, ...values: string[]): C => {
    const ofMetric = known.get(metric) ?? new Map<string, C>()
    known.set(metric, ofMetric)
    const key = values.join(' ')
    const child = ofMetric.get(key) ?? metric.labels(...values)
    ofMetric.set(key, child)
    return child
  }
}
