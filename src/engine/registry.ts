import { type CompiledTemplate, compileCard } from '../../cards/template.ts'
import { withSiteCodes } from '../clinical/codes/groups.ts'
import { type Prefetch, templateText } from '../clinical/fetched.ts'
import type { AnyScore } from '../clinical/score.ts'
import { parseTemplate, type Template } from '../prefetch/template.ts'
import type { Hook } from '../protocol/hooks/define-hook.ts'
import type { Rule } from './define-rule.ts'
import type { Service } from './define-service.ts'
import { checkRule, checkService, hooksOf } from './module-check.ts'
import { type RuleIndex, ruleIndex } from './rule-index.ts'

/** A module as found on disk. */
export interface RuleModule {
  readonly file: string
  readonly folder: string
  readonly module: unknown
}
export interface ServiceModule extends RuleModule {
  readonly rules: readonly RuleModule[]
}

/** A key of a rule or score with its template, taken apart. */
export interface Need {
  readonly key: string
  readonly template: Template
  readonly needed: boolean
}

/** A rule, ready to run. */
export interface LoadedRule {
  readonly rule: Rule
  readonly title: string
  readonly checks: string
  readonly file: string
  readonly needs: readonly Need[]
  readonly scores: readonly { readonly name: string; readonly score: AnyScore }[]
  /** What its scores read. */
  readonly scoreNeeds: readonly Need[]
  readonly acceptsPartial: ReadonlySet<string>
  readonly templates: ReadonlyMap<string, CompiledTemplate>
}

/** What a service does on one hook. */
export interface HookEntry {
  readonly hook: Hook
  readonly rules: readonly LoadedRule[]
  readonly index: RuleIndex
  /** The union of the rules' and scores' templates, the patient first. */
  readonly templates: ReadonlyMap<string, Template>
}

export interface LoadedService {
  readonly service: Service
  readonly file: string
  readonly hooks: ReadonlyMap<string, HookEntry>
  readonly rules: readonly LoadedRule[]
}

/** All services, by id in name order. */
export type Registry = ReadonlyMap<string, LoadedService>

/** Everything that is wrong with the modules, each with its file and remedy. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`the services cannot be loaded:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/**
 * Checks every module and makes the registry.
 *
 * @throws RegistryError that lists all problems at once.
 */
export function buildRegistry(modules: readonly ServiceModule[]): Registry {
  const problems: string[] = []
  const services = new Map<string, LoadedService>()
  for (const each of modules) {
    const faults = checkService(each.module, each.folder)
    problems.push(...faults.map((fault) => `${each.file}: ${fault}`))
    const rules = each.rules.flatMap((found) => loadRule(found, problems))
    if (each.rules.length === 0)
      problems.push(`${each.file}: has no rule: add rules/<rule>/rule.ts`)
    if (faults.length > 0) continue
    const service = each.module as Service
    if (services.has(service.id)) problems.push(`${each.file}: stands here twice: remove one`)
    const hooks = hookEntries(rules, problems)
    services.set(service.id, { service, file: each.file, hooks, rules })
  }
  if (problems.length > 0) throw new RegistryError(problems)
  return services
}

function loadRule(found: RuleModule, problems: string[]): LoadedRule[] {
  const faults = checkRule(found.module, found.folder)
  problems.push(...faults.map((fault) => `${found.file}: ${fault}`))
  if (faults.length > 0) return []
  const rule = found.module as Rule
  const title = rule.title ?? inWords(rule.id)
  return [
    {
      rule,
      title,
      checks: rule.checks ?? title,
      file: found.file,
      needs: needsOf(rule.prefetch),
      scoreNeeds: Object.values(rule.scores ?? {}).flatMap((score) =>
        needsOf(score.prefetch ?? {}),
      ),
      scores: Object.entries(rule.scores ?? {}).map(([name, score]) => ({ name, score })),
      acceptsPartial: new Set(rule.acceptsPartial),
      templates: new Map(
        Object.entries(rule.cards).map(([name, template]) => [name, compileCard(template)]),
      ),
    },
  ]
}

/** The templates of a rule or score, taken apart. */
export function needsOf(prefetch: Prefetch): Need[] {
  return Object.entries(prefetch).map(([key, value]) => ({
    key,
    template: parseTemplate(withSiteCodes(templateText(value))),
    needed: typeof value === 'string',
  }))
}

/** Everything that a rule and its scores read. */
export function allNeeds({ needs, scoreNeeds }: LoadedRule): readonly Need[] {
  return [...needs, ...scoreNeeds]
}

function hookEntries(
  rules: readonly LoadedRule[],
  problems: string[],
): ReadonlyMap<string, HookEntry> {
  const byHook = new Map<string, { hook: Hook; rules: LoadedRule[] }>()
  for (const loaded of rules)
    for (const { name, hook } of hooksOf(loaded.rule)) {
      if (hook === undefined) continue
      const entry = byHook.get(name) ?? { hook, rules: [] }
      byHook.set(name, entry)
      entry.rules.push(loaded)
    }
  return new Map(
    [...byHook].map(([name, entry]) => [
      name,
      { ...entry, index: ruleIndex(entry.rules), templates: union(entry.rules, problems) },
    ]),
  )
}

/** Equal templates are asked once; one key with two templates is an error. */
function union(rules: readonly LoadedRule[], problems: string[]): ReadonlyMap<string, Template> {
  const templates = new Map<string, Template>()
  const owner = new Map<string, string>()
  for (const loaded of rules) {
    const { rule, file } = loaded
    for (const { key, template } of allNeeds(loaded)) {
      const known = templates.get(key)
      if (known === undefined) {
        templates.set(key, template)
        owner.set(key, rule.id)
      } else if (known.text !== template.text) {
        problems.push(
          `${file}: prefetch.${key} asks for something else than the same key of ${owner.get(key) === rule.id ? 'its score' : `the rule "${owner.get(key)}"`}: rename it, or use the same template`,
        )
      }
    }
  }
  const patientFirst = [...templates].toSorted(
    ([, a], [, b]) => Number(a.type !== 'Patient') - Number(b.type !== 'Patient'),
  )
  return new Map(patientFirst)
}

function inWords(id: string): string {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
