import type { Unavailable } from '../prefetch/data.ts'
import type { Order } from './define-rule.ts'
import type { Gathered } from './gather.ts'
import type { LoadedRule } from './registry.ts'

/** A key that a rule needs and cannot have. */
export interface Lack {
  readonly key: string
  readonly template: string
  /** `none`: the record has none, where the rule needs one. */
  readonly why: Unavailable | 'partial' | 'none'
}

export type RuleInput =
  | {
      readonly ready: true
      readonly data: Record<string, unknown>
      readonly partial: ReadonlySet<string>
    }
  | { readonly ready: false; readonly lacks: readonly Lack[] }

/**
 * The data of a rule, or what it lacks. Unknown is never handed on as empty: a needed key that is
 * unavailable, or incomplete where the rule does not accept that, leaves the rule unevaluated.
 */
export function ruleInput(
  loaded: LoadedRule,
  gathered: Gathered,
  orders: readonly Order[],
): RuleInput {
  const data: Record<string, unknown> = { orders }
  const lacks: Lack[] = []
  const partial = new Set<string>()
  for (const { key, template, needed } of loaded.needs) {
    const view = gathered.view(key)
    const isRead = template.kind === 'read'
    const why = lackOf(view, isRead && needed, loaded.acceptsPartial.has(key))
    if (why === undefined && view.state === 'known') {
      data[key] = isRead ? view.list[0] : view.list
      if (view.partial) partial.add(key)
    } else if (needed) lacks.push({ key, template: template.text, why: why ?? 'not-sent' })
  }
  return lacks.length > 0 ? { ready: false, lacks } : { ready: true, data, partial }
}

function lackOf(
  view: ReturnType<Gathered['view']>,
  mustExist: boolean,
  acceptsPartial: boolean,
): Lack['why'] | undefined {
  if (view.state === 'unavailable') return view.why
  if (view.partial && !acceptsPartial) return 'partial'
  if (mustExist && view.list.length === 0) return 'none'
  return undefined
}
