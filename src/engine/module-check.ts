import { lintCard } from '../../cards/template.ts'
import { isPrefetchKey, lintTemplate } from '../prefetch/lint.ts'
import { parseTemplate } from '../prefetch/template.ts'
import type { Hook } from '../protocol/hooks/define-hook.ts'
import { hookOf } from '../protocol/hooks/index.ts'
import type { Rule } from './define-rule.ts'
import type { Service } from './define-service.ts'

const KEBAB = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const SEMVER = /^\d+\.\d+\.\d+$/
// `org.example.ward-round` (HOOK-02): names without a domain are the catalogue's.
const REVERSE_DOMAIN = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i
const RESERVED = new Set(['scores', 'orders'])

/** One fault of a module: what is wrong and what to do. */
export type Fault = string

/** What is wrong with a service's declaration; empty when all is well. */
export function checkService(service: unknown, folder: string): Fault[] {
  if (!isObject(service))
    return ['has no default export: write `export default defineService({ … })`']
  const { id, title, description } = service as Partial<Service>
  const faults: Fault[] = []
  if (id !== folder)
    faults.push(`has the id "${String(id)}": it must be the folder's name "${folder}"`)
  if (!KEBAB.test(folder)) faults.push('lies in a folder that is not kebab-case: rename it')
  if (!isText(title)) faults.push('has no title: say in a few words what it is about')
  if (!isText(description)) faults.push('has no description: say what it tells, and when')
  return faults
}

/** What is wrong with a rule's declaration; empty when all is well. */
export function checkRule(candidate: unknown, folder: string): Fault[] {
  if (!isObject(candidate))
    return ['has no default export: write `export default defineRule({ … })`']
  const rule = candidate as Partial<Rule>
  const faults: Fault[] = []
  if (rule.id !== folder)
    faults.push(`has the id "${String(rule.id)}": it must be the folder's name "${folder}"`)
  if (!KEBAB.test(folder)) faults.push('lies in a folder that is not kebab-case: rename it')
  if (!SEMVER.test(rule.version ?? '')) faults.push('needs a version such as 1.0.0')
  if (!isText(rule.owner)) faults.push('needs an owner: who answers for it')
  for (const member of ['title', 'checks'] as const)
    if (rule[member] !== undefined && !isText(rule[member]))
      faults.push(`has ${member} that is no text: write words, or leave it out`)
  if (!isDay(rule.reviewBy)) faults.push('needs reviewBy as a day, such as 2027-06-30')
  faults.push(...checkSource(rule.source))
  if (typeof rule.evaluate !== 'function') faults.push('needs an evaluate function')
  const hooks = hooksOf(rule)
  if (hooks.length === 0) faults.push('needs at least one hook')
  for (const { name, hook } of hooks)
    if (hook === undefined)
      faults.push(`names the hook "${name}", which is not a standard one: make it with defineHook`)
    else if (!Array.isArray(hook.tokens) || !isObject(hook.context))
      faults.push(`names the hook "${name}" by an object of its own: make it with defineHook`)
    else if (hook !== (hookOf(name) ?? hook))
      faults.push(`makes the hook "${name}", which is a standard hook: name it as a text`)
    else if (hookOf(name) === undefined && !REVERSE_DOMAIN.test(name))
      faults.push(
        `makes the hook "${name}": give it the name of your domain, as org.example.${name.replaceAll(/\W+/g, '-')}`,
      )
  if (new Set(hooks.map(({ name }) => name)).size < hooks.length)
    faults.push('names a hook twice: name it once')
  const made = hooks.flatMap(({ hook }) => (Array.isArray(hook?.tokens) ? hook : []))
  faults.push(...checkPrefetch(rule, made), ...checkTrigger(rule.when))
  faults.push(...checkCards(rule.cards))
  return faults
}

/** The hooks a rule names, with their definitions where there are any. */
export function hooksOf(rule: Partial<Rule>): { name: string; hook: Hook | undefined }[] {
  const refs = rule.hooks === undefined ? [] : Array.isArray(rule.hooks) ? rule.hooks : [rule.hooks]
  return refs.map((ref: unknown) => {
    if (typeof ref === 'string') return { name: ref, hook: hookOf(ref) }
    if (!isObject(ref)) return { name: String(ref), hook: undefined }
    return { name: String((ref as Partial<Hook>).name), hook: ref as Hook }
  })
}

function checkSource(source: unknown): Fault[] {
  const { label, url } = (isObject(source) ? source : {}) as { label?: unknown; url?: unknown }
  if (!isText(label)) return ['needs a source with a label: the guideline or label it follows']
  if (url !== undefined && URL.parse(String(url))?.protocol !== 'https:')
    return ['needs an https address as source.url, or none']
  return []
}

function checkPrefetch(rule: Partial<Rule>, hooks: readonly Hook[]): Fault[] {
  const { prefetch, scores = {} } = rule
  if (!isObject(prefetch) || Array.isArray(prefetch))
    return [`needs prefetch: { patient: '${PATIENT}', … }`]
  if (!isObject(scores) || Array.isArray(scores))
    return ['has scores that are no object: write scores: { <name>: <score> }']
  const faults: Fault[] = []
  const all: [string, unknown][] = [
    ...Object.entries(prefetch),
    ...Object.values(scores).flatMap((score) => Object.entries(score?.prefetch ?? {})),
  ]
  for (const [key, value] of all) {
    if (!isPrefetchKey(key) || RESERVED.has(key))
      faults.push(
        `has the prefetch key "${key}": use letters, digits and _, and not ${[...RESERVED].join(', ')}`,
      )
    const text = textOf(value)
    if (text === undefined) {
      faults.push(`prefetch.${key} is no template: write 'Type?query', or optional('Type?query')`)
      continue
    }
    try {
      const template = parseTemplate(text)
      for (const hook of hooks)
        for (const problem of lintTemplate(template, hook.tokens))
          faults.push(`prefetch.${key} ${problem} (${hook.name})`)
    } catch (error) {
      faults.push(`prefetch.${key} ${(error as Error).message}`)
    }
  }
  const keys = new Set(all.map(([key]) => key))
  for (const [name, score] of Object.entries(scores))
    if (!isObject(score)) faults.push(`scores.${name} is no score: make it with defineScore`)
  const { acceptsPartial = [] } = rule
  if (!Array.isArray(acceptsPartial))
    return [...faults, "has an acceptsPartial that is no list: write ['key']"]
  for (const key of acceptsPartial)
    if (!keys.has(key)) faults.push(`acceptsPartial names "${key}", which is not in prefetch`)
  if (rule.when?.kind === 'recorded' && !keys.has(rule.when.key))
    faults.push(`when: recorded("${rule.when.key}") names a key that is not in prefetch`)
  if (!all.some(([key, value]) => key === 'patient' && textOf(value) === PATIENT))
    faults.push(
      `needs the patient, optional or not: patient: '${PATIENT}' (deceased patients get no cards)`,
    )
  return faults
}

const PATIENT = 'Patient/{{context.patientId}}'

/** The text of a template, or `undefined` for what is none. */
function textOf(value: unknown): string | undefined {
  const text = isObject(value) ? (value as { optional?: unknown }).optional : value
  return typeof text === 'string' ? text : undefined
}

function checkTrigger(when: unknown): Fault[] {
  if (when === undefined) return []
  const { kind, codes } = (isObject(when) ? when : {}) as { kind?: unknown; codes?: unknown }
  const hasCodes = (kind === 'ordering' || kind === 'recorded') && codes instanceof Set
  if (hasCodes || kind === 'ordering-medicine' || kind === 'ordering-unidentified') return []
  return ['has when that is no trigger: make it with ordering(…), recorded(…), or leave it out']
}

function checkCards(cards: unknown): Fault[] {
  if (!isObject(cards)) return ['needs cards: { <name>: { indicator, summary } }']
  return Object.entries(cards).flatMap(([name, template]) => {
    const { summary, detail = '' } = (template ?? {}) as Readonly<Record<string, unknown>>
    if (typeof summary !== 'string' || typeof detail !== 'string')
      return [`cards.${name} needs a summary as text, and a detail as text or none`]
    return lintCard(template).map((problem) => `cards.${name} ${problem}`)
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** A day that exists: 30 February reads as 2 March, and so is none. */
function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const at = Date.parse(value)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value)
}
