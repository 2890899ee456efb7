import type { Order } from './define-rule.ts'
import type { Gathered } from './gather.ts'
import type { HookEntry, LoadedRule } from './registry.ts'

/**
 * The rules that apply, their data loaded. Rules whose trigger waits for data that cannot be had are
 * among them: they come out as not evaluated, never as silent.
 */
export async function selectRules(
  entry: HookEntry,
  orders: readonly Order[],
  gathered: Gathered,
): Promise<readonly LoadedRule[]> {
  const { index } = entry
  const selected = new Set<LoadedRule>([...index.always, ...index.ordered(orders)])
  const first = keysOf(selected)
  for (const key of index.triggerKeys) if (!first.has(key)) first.set(key, false)
  await gathered.load(first)
  if (index.triggerKeys.length === 0) return [...selected]
  const before = selected.size
  for (const key of index.triggerKeys) {
    const data = gathered.data(key)
    const found = data.state === 'known' ? index.recorded(key, data) : index.waitingFor(key)
    for (const rule of found) selected.add(rule)
  }
  if (selected.size > before) await gathered.load(keysOf(selected))
  return [...selected]
}

function keysOf(rules: Iterable<LoadedRule>): Map<string, boolean> {
  const keys = new Map<string, boolean>()
  for (const loaded of rules) {
    for (const { key, needed } of loaded.needs) if (needed || !keys.has(key)) keys.set(key, needed)
    for (const { key, needed } of loaded.scoreNeeds) if (!keys.has(key)) keys.set(key, needed)
  }
  return keys
}
