import { keysOf } from '../clinical/codes/code-set.ts'
import { RXNORM } from '../clinical/codes/systems.ts'
import type { KeyData } from '../prefetch/data.ts'
import type { Order } from './define-rule.ts'
import type { LoadedRule } from './registry.ts'

/**
 * Finds the rules that apply without looking at those that do not: the cost of a request grows with
 * its codes, never with the number of rules.
 */
export interface RuleIndex {
  readonly always: readonly LoadedRule[]
  /** Prefetch keys that decide whether rules apply. */
  readonly triggerKeys: readonly string[]
  ordered(orders: readonly Order[]): Iterable<LoadedRule>
  recorded(key: string, data: Extract<KeyData, { state: 'known' }>): Iterable<LoadedRule>
  /** All rules that wait for the data of a key; for when the data cannot be had. */
  waitingFor(key: string): readonly LoadedRule[]
}

type ByCode = Map<string, LoadedRule[]>

/** Builds the index of one service's rules on one hook. */
export function ruleIndex(rules: readonly LoadedRule[]): RuleIndex {
  const always: LoadedRule[] = []
  const medicine: LoadedRule[] = []
  const unidentified: LoadedRule[] = []
  const ordering: ByCode = new Map()
  const recording = new Map<string, { byCode: ByCode; rules: LoadedRule[] }>()
  for (const loaded of rules) {
    const { when } = loaded.rule
    if (when === undefined) always.push(loaded)
    else if (when.kind === 'ordering-medicine') medicine.push(loaded)
    else if (when.kind === 'ordering-unidentified') unidentified.push(loaded)
    else if (when.kind === 'ordering') add(ordering, when.codes, loaded)
    else {
      const entry = recording.get(when.key) ?? { byCode: new Map(), rules: [] as LoadedRule[] }
      recording.set(when.key, entry)
      entry.rules.push(loaded)
      add(entry.byCode, when.codes, loaded)
    }
  }
  return {
    always,
    triggerKeys: [...recording.keys()],
    ordered(orders) {
      const found = new Set<LoadedRule>()
      for (const order of orders) {
        if (!order.selected) continue
        for (const code of orderCodes(order))
          for (const rule of ordering.get(code) ?? []) found.add(rule)
        if (order.medication.state === 'known') for (const rule of medicine) found.add(rule)
        if (order.medication.state === 'unknown') for (const rule of unidentified) found.add(rule)
      }
      return found
    },
    recorded(key, data) {
      const found = new Set<LoadedRule>()
      const byCode = recording.get(key)?.byCode
      if (byCode === undefined) return found
      for (const resource of data.resources)
        for (const key of keysOf(resource))
          for (const rule of byCode.get(key) ?? []) found.add(rule)
      return found
    },
    waitingFor: (key) => recording.get(key)?.rules ?? [],
  }
}

function add(byCode: ByCode, codes: ReadonlySet<string>, loaded: LoadedRule): void {
  for (const code of codes) {
    const rules = byCode.get(code)
    if (rules === undefined) byCode.set(code, [loaded])
    else rules.push(loaded)
  }
}

function* orderCodes(order: Order): Iterable<string> {
  for (const ingredient of order.medication.ingredients) yield `${RXNORM}|${ingredient}`
  yield* keysOf(order.resource)
}
