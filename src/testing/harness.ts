import type { CardDraft, Drafts } from '../../cards/draft.ts'
import { nodeScoreCache } from '../cache/node-score-cache.ts'
import type { ScoreCache } from '../cache/score-cache.ts'
import type { ClientPolicy } from '../engine/client-policy.ts'
import type { Rule } from '../engine/define-rule.ts'
import { type EngineDeps, type Evaluation, evaluate } from '../engine/evaluate.ts'
import { frozen } from '../engine/frozen.ts'
import { hooksOf } from '../engine/module-check.ts'
import { buildRegistry } from '../engine/registry.ts'
import type { Hook } from '../protocol/hooks/define-hook.ts'
import { type RunOptions, requestText, type TestData } from './case-request.ts'

const SERVICE_ID = 'under-test'

const CLIENT: ClientPolicy = {
  id: 'test',
  tenant: 'test',
  profile: '3.0',
  capabilities: { systemActions: true },
  deadlineMs: 60_000,
  fhirTimeoutMs: 60_000,
  fhirServers: [],
  internalFhirServers: [],
  loopbackFhir: false,
  openFhir: false,
  httpsOnly: false,
  maxCards: 50,
  gapCardFor412: false,
  strict: false,
}

/** Ids made during a run. */
export const MADE_ID = /00000000-0000-4000-8000-\d{12}/g

/** An answer, and the cards that the rule drafted for it, before they were put into words. */
export type Run = Evaluation & { readonly drafted: readonly CardDraft[] }

/** A rule loaded alone, ready to be called as an EHR would call it. */
export interface Harness {
  /** The hooks that the rule answers; the first is asked where nothing else is said. */
  readonly hooks: readonly string[]
  /** Prefetch keys of the rule and its scores: needed or optional. */
  readonly keys: ReadonlyMap<string, 'needed' | 'optional'>
  readonly scoreKeys: ReadonlySet<string>
  run(data: TestData, options: RunOptions): Promise<Run>
}

/** Loads a rule alone. @throws RegistryError with all that is wrong with it. */
export function harness(rule: Rule): Harness {
  let drafted: readonly CardDraft[] = []
  const module = readingFrozen(rule, (drafts) => {
    drafted = drafts.filter((each) => each.kind === 'card')
  })
  const file = { file: `${rule.id}/rule.ts`, folder: rule.id, module }
  const service = {
    id: SERVICE_ID,
    title: 'Under test',
    description: 'The service of the tester',
    announceGaps: true,
  }
  const registry = buildRegistry([
    { file: 'service.ts', folder: SERVICE_ID, module: service, rules: [file] },
  ])
  const loaded = registry.get(SERVICE_ID)
  const hooks = new Map(hooksOf(rule).flatMap(({ hook }) => (hook ? [[hook.name, hook]] : [])))
  const [first] = hooks.keys()
  if (loaded === undefined || first === undefined) throw new Error('the rule was not loaded')
  const hookOf = (name = first): Hook => {
    const hook = hooks.get(name)
    if (hook === undefined)
      throw new Error(
        `the rule does not answer ${name}: its hooks are ${[...hooks.keys()].join(', ')}`,
      )
    return hook
  }
  const keys = new Map<string, 'needed' | 'optional'>()
  const scoreKeys = new Set<string>()
  for (const score of Object.values(rule.scores ?? {}))
    for (const [key, template] of Object.entries(score.prefetch ?? {})) {
      scoreKeys.add(key)
      keys.set(key, typeof template === 'string' ? 'needed' : 'optional')
    }
  for (const [key, template] of Object.entries(rule.prefetch)) {
    scoreKeys.delete(key)
    keys.set(key, typeof template === 'string' ? 'needed' : 'optional')
  }
  return {
    hooks: [...hooks.keys()],
    keys,
    scoreKeys,
    async run({ hook, earlier, ...data }, options) {
      const text = requestText(loaded, hookOf(options.hook ?? hook), data, options)
      const cache = nodeScoreCache()
      if (earlier !== undefined) {
        const { now, hook: _hook, earlier: _earlier, ...before } = earlier
        const first = requestText(loaded, hookOf(options.hook ?? hook), before, { now })
        await evaluate(first, loaded, CLIENT, deps(now, cache))
      }
      drafted = []
      const evaluation = await evaluate(text, loaded, CLIENT, deps(options.now, cache))
      return { ...evaluation, drafted }
    },
  }
}

/** The rule, given data that it cannot change: an attempt throws, and so fails the case. */
function readingFrozen(rule: Rule, noted: (drafts: Drafts) => void): unknown {
  const { evaluate } = rule
  if (typeof evaluate !== 'function') return rule
  const pass = (drafts: Drafts): Drafts => {
    if (Array.isArray(drafts)) noted(drafts)
    return drafts
  }
  return {
    ...rule,
    evaluate: (data: Parameters<typeof evaluate>[0], env: Parameters<typeof evaluate>[1]) => {
      const drafts = evaluate(frozen(data), env)
      // What answers at once goes on doing so: the engine has another way for what it must wait for.
      return drafts instanceof Promise ? drafts.then(pass) : pass(drafts as Drafts)
    },
  }
}

/** Where `companion` leads in tests of rules. */
export const COMPANION = 'https://companion.example/launch'

function deps(now: string, scoreCache: ScoreCache): EngineDeps {
  let count = 0
  return {
    now: () => new Date(now),
    monotonic: () => performance.now(),
    newId: () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    openFhir: () => ({ read: async () => ({ ok: false, failure: 'unreachable' }) }),
    scoreCache,
    hash: (...parts) => parts.join(' '),
    companionUrl: COMPANION,
  }
}
