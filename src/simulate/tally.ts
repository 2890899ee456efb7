import type { Indicator } from '../protocol/card.ts'
import type { SimulatedCall } from './run.ts'

/** How one rule did over all calls on one hook. */
export interface RuleTally {
  readonly service: string
  readonly rule: string
  readonly hook: string
  /** Calls for which the rule was chosen. */
  readonly chosen: number
  readonly evaluated: number
  /** Calls for which it had at least one card. */
  readonly fired: number
  /** Charts of adults in the calls of its service on this hook, and those with a warning or critical card. */
  readonly adults: number
  readonly interrupted: number
  readonly cards: Readonly<Record<Indicator, number>>
  /** Why it was not evaluated, with the number of calls. */
  readonly notEvaluated: ReadonlyMap<string, number>
  readonly failed: number
  /** Time in the rule, ms. */
  readonly p50: number
  readonly p95: number
  /** The charts for which it had a card, with what the cards say. */
  readonly examples: readonly { readonly chart: string; readonly summary: string }[]
}

/** Counts, per rule and hook, in the order of the services. */
export function tally(calls: readonly SimulatedCall[]): readonly RuleTally[] {
  const byHook = Map.groupBy(calls, ({ service, hook }) => `${service} ${hook}`)
  return [...byHook.values()].flatMap((each) => {
    const adults = new Set(each.filter(({ isAdult }) => isAdult).map(({ chart }) => chart)).size
    const rules = new Set(each.flatMap(({ made }) => made.map(({ rule }) => rule)))
    return [...rules].toSorted().map((rule) => tallyOf(rule, each, adults))
  })
}

function tallyOf(rule: string, calls: readonly SimulatedCall[], adults: number): RuleTally {
  const cards = { info: 0, warning: 0, critical: 0 }
  const notEvaluated = new Map<string, number>()
  const interrupted = new Set<string>()
  const examples: { chart: string; summary: string }[] = []
  const times: number[] = []
  let [evaluated, fired, failed] = [0, 0, 0]
  for (const { chart, isAdult, made } of calls)
    for (const each of made) {
      if (each.rule !== rule) continue
      times.push(each.report.ms)
      const { state } = each.report
      if (state === 'evaluated') evaluated += 1
      else if (state === 'failed') failed += 1
      else
        for (const why of new Set(each.gaps.map(({ because }) => because)))
          notEvaluated.set(why, (notEvaluated.get(why) ?? 0) + 1)
      if (each.cards.length > 0) fired += 1
      for (const { card } of each.cards) {
        cards[card.indicator] += 1
        examples.push({ chart, summary: card.summary })
        if (card.indicator !== 'info' && isAdult) interrupted.add(chart)
      }
    }
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]
  const [{ service, hook } = { service: '', hook: '' }] = calls
  return {
    ...{ service, rule, hook, chosen: times.length, evaluated, fired, failed },
    ...{ adults, interrupted: interrupted.size, cards, notEvaluated, examples },
    ...{ p50: at(0.5) ?? 0, p95: at(0.95) ?? 0 },
  }
}
