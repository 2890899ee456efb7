import type { Bundle } from 'fhir/r4.js'
import type { LoadedService } from '../engine/registry.ts'
import { parseTemplate } from '../prefetch/template.ts'
import type { Hook } from '../protocol/hooks/define-hook.ts'
import { smallestContext } from './smallest-context.ts'

/** The patient of every test case. */
const PATIENT_ID = 'test-patient'
const ENCOUNTER_ID = 'test-encounter'
/**
 * Data by prefetch key (a resource, a list, a page of `partial`, or absent), orders, parts of the
 * context, the hook that calls, and a call that went before.
 */
export type TestData = Readonly<Record<string, unknown>> & {
  readonly orders?: readonly object[]
  readonly context?: Readonly<Record<string, unknown>>
  /** One of the rule's hooks; absent: its first. */
  readonly hook?: string
  /** An earlier call and its clock; scores that it gave are kept for when they cannot be computed. */
  readonly earlier?: TestData & { readonly now: string }
}

export interface RunOptions {
  readonly now: string
  /** Keys that are withheld as if they could not be had. */
  readonly without?: readonly string[]
  readonly shuffled?: boolean
  readonly withOutcome?: boolean
  /** Instead of the hook of the case. */
  readonly hook?: string
}

/** The request that an EHR would send for a case. @throws where the case has data nobody asks for. */
export function requestText(
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
      ...smallestContext(hook.name),
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
