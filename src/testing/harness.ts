import type { Bundle } from 'fhir/r4.js'
import { nodeScoreCache } from '../cache/node-score-cache.ts'
import type { ClientPolicy } from '../engine/client-policy.ts'
import type { Rule } from '../engine/define-rule.ts'
import { type EngineDeps, type Evaluation, evaluate } from '../engine/evaluate.ts'
import { frozen } from '../engine/frozen.ts'
import { hooksOf } from '../engine/module-check.ts'
import { buildRegistry, type LoadedService } from '../engine/registry.ts'
import { parseTemplate } from '../prefetch/template.ts'
import type { Hook } from '../protocol/hooks/define-hook.ts'

/** The patient of every test case. */
export const PATIENT_ID = 'test-patient'
const ENCOUNTER_ID = 'test-encounter'
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

/** A rule loaded alone, ready to be called as an EHR would call it. */
export interface Harness {
  readonly hook: Hook
  /** Prefetch keys of the rule and its scores: needed or optional. */
  readonly keys: ReadonlyMap<string, 'needed' | 'optional'>
  readonly scoreKeys: ReadonlySet<string>
  run(data: TestData, options: RunOptions): Promise<Evaluation>
}

/** Data by prefetch key (a resource, a list, a page of `partial`, or absent), orders, and parts of the context. */
export type TestData = Readonly<Record<string, unknown>> & {
  readonly orders?: readonly object[]
  readonly context?: Readonly<Record<string, unknown>>
}

export interface RunOptions {
  readonly now: string
  /** Keys that are withheld as if they could not be had. */
  readonly without?: readonly string[]
  readonly shuffled?: boolean
  readonly withOutcome?: boolean
}

/** Loads a rule alone. @throws RegistryError with all that is wrong with it. */
export function harness(rule: Rule): Harness {
  const file = { file: `${rule.id}/rule.ts`, folder: rule.id, module: readingFrozen(rule) }
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
  const [first] = hooksOf(rule)
  if (loaded === undefined || first?.hook === undefined) throw new Error('the rule was not loaded')
  const { hook } = first
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
    hook,
    keys,
    scoreKeys,
    run: (data, options) =>
      evaluate(requestText(loaded, hook, data, options), loaded, CLIENT, deps(options.now)),
  }
}

/** The rule, given data that it cannot change: an attempt throws, and so fails the case. */
function readingFrozen(rule: Rule): unknown {
  const { evaluate } = rule
  if (typeof evaluate !== 'function') return rule
  return {
    ...rule,
    evaluate: (data: Parameters<typeof evaluate>[0], env: Parameters<typeof evaluate>[1]) =>
      evaluate(frozen(data), env),
  }
}

function deps(now: string): EngineDeps {
  let count = 0
  return {
    now: () => new Date(now),
    monotonic: () => performance.now(),
    newId: () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    openFhir: () => ({ read: async () => ({ ok: false, failure: 'unreachable' }) }),
    scoreCache: nodeScoreCache(),
    hash: (...parts) => parts.join(' '),
    companionUrl: 'https://companion.example/launch',
  }
}

function requestText(
  service: LoadedService,
  hook: Hook,
  data: TestData,
  { without = [], shuffled = false, withOutcome = false }: RunOptions,
): string {
  const { orders, context = {}, ...byKey } = data
  const asked = service.hooks.get(hook.name)?.templates ?? new Map()
  for (const key of Object.keys(byKey))
    if (!asked.has(key))
      throw new Error(
        `the case has data for "${key}", which neither the rule nor a score of it asks for: the keys are ${[...asked.keys()].join(', ')}`,
      )
  const prefetch: Record<string, unknown> = {}
  for (const [key, template] of asked) {
    if (without.includes(key) || byKey[key] === undefined) continue
    const value = byKey[key]
    prefetch[key] =
      parseTemplate(template.text).kind === 'read'
        ? withSubject(value)
        : bundleOf(value, shuffled, withOutcome)
  }
  const fields = hook.orderFields
  const entry = (orders ?? []).map((resource) => ({ resource: withSubject(resource) }))
  const orderContext =
    fields === undefined
      ? {}
      : {
          [fields.orders]: { resourceType: 'Bundle', type: 'collection', entry },
          ...(fields.selections === undefined
            ? {}
            : {
                [fields.selections]: entry.map(
                  ({ resource }) => `${resource.resourceType}/${resource.id}`,
                ),
              }),
        }
  return JSON.stringify({
    hook: hook.name,
    hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10',
    context: {
      userId: 'Practitioner/test-user',
      patientId: PATIENT_ID,
      encounterId: ENCOUNTER_ID,
      ...orderContext,
      ...context,
    },
    prefetch,
  })
}

function bundleOf(value: unknown, shuffled: boolean, withOutcome: boolean) {
  const { list, link } = pageOf(value)
  const resources = shuffled ? list.toReversed() : list
  const outcome = {
    resource: {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information', code: 'informational' }],
    },
    search: { mode: 'outcome' },
  }
  const entry = resources.map((resource) => ({ resource: withSubject(resource) }))
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(link === undefined ? {} : { link }),
    entry: withOutcome ? [outcome, ...entry] : entry,
  }
}

/** What a case has for a search: resources, or a page of them as `partial` makes it. */
function pageOf(value: unknown): { readonly list: readonly unknown[]; readonly link?: unknown } {
  if (Array.isArray(value)) return { list: value }
  const { resourceType, entry, link } = value as Partial<Bundle>
  if (resourceType !== 'Bundle') return { list: [value] }
  return { list: (entry ?? []).map(({ resource }) => resource), link }
}

/** Cases need not repeat whose data they are. */
function withSubject(value: unknown): { resourceType: string; id?: string } {
  const resource = value as { resourceType: string; id?: string }
  if (resource.resourceType === 'Patient') return { ...resource, id: PATIENT_ID }
  const subject = { reference: `Patient/${PATIENT_ID}` }
  if (resource.resourceType === 'AllergyIntolerance')
    return { patient: subject, ...resource } as never
  return { subject, ...resource } as never
}
