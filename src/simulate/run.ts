import { randomBytes, randomUUID } from 'node:crypto'
import { nodeScoreCache } from '../cache/node-score-cache.ts'
import { isAdult, isDeceased } from '../clinical/readers/patient.ts'
import type { ClientPolicy } from '../engine/client-policy.ts'
import { type EngineDeps, evaluate } from '../engine/evaluate.ts'
import type { Made } from '../engine/made.ts'
import type { Registry } from '../engine/registry.ts'
import { keyedHash } from '../security/keyed-hash.ts'
import { contextOf, HOOKS, prefetcher, type SimulatedHook } from './calls.ts'
import type { Chart } from './patients.ts'

/** One call of one service for one chart, and what each rule made of it. */
export interface SimulatedCall {
  readonly chart: string
  /** And alive: for the dead no rule is chosen. */
  readonly isAdult: boolean
  readonly service: string
  readonly hook: string
  readonly made: readonly Made[]
  /** The code of a refusal. */
  readonly refused?: string
}

export interface SimulationOptions {
  /** The clock of the simulation. */
  readonly at: Date
  /** Only this hook; absent: all that services offer and charts have enough for. */
  readonly hook?: SimulatedHook
  readonly client: ClientPolicy
}

/**
 * Runs all services over all charts, one call after the other, as the server would with prefetch sent
 * along. Rules that would fetch beyond that find nobody to ask.
 */
export async function* simulate(
  registry: Registry,
  charts: readonly Chart[],
  { at, hook, client }: SimulationOptions,
): AsyncGenerator<{ readonly done: number; readonly calls: readonly SimulatedCall[] }> {
  const hooks = hook === undefined ? HOOKS : [hook]
  const scoreCache = nodeScoreCache()
  const deps: EngineDeps = {
    now: () => at,
    monotonic: () => performance.now(),
    newId: randomUUID,
    openFhir: () => {
      throw new Error('a simulation has no FHIR server')
    },
    scoreCache,
    hash: keyedHash(randomBytes(32)),
    companionUrl: 'https://simulated.invalid/app/launch',
  }
  try {
    for (const [index, chart] of charts.entries())
      yield { done: index + 1, calls: await callsFor(registry, chart, hooks, at, client, deps) }
  } finally {
    scoreCache.close()
  }
}

async function callsFor(
  registry: Registry,
  chart: Chart,
  hooks: readonly SimulatedHook[],
  at: Date,
  client: ClientPolicy,
  deps: EngineDeps,
): Promise<readonly SimulatedCall[]> {
  const ask = prefetcher(chart)
  const patient = chart.resources.find(({ resourceType }) => resourceType === 'Patient')
  const calls: SimulatedCall[] = []
  for (const hook of hooks) {
    const context = contextOf(hook, chart, at)
    if (context === undefined) continue
    for (const service of registry.values()) {
      const entry = service.hooks.get(hook)
      if (entry === undefined) continue
      const prefetch = ask(entry.templates, context)
      const text = JSON.stringify({ hook, hookInstance: randomUUID(), context, prefetch })
      const made: Made[] = []
      const progress = { begins() {}, finished: (each: Made) => made.push(each) }
      const evaluation = await evaluate(text, service, client, { ...deps, progress })
      calls.push({
        ...{
          chart: chart.name,
          isAdult: isAdult(patient, at) && !isDeceased(patient, at),
          service: service.service.id,
        },
        ...{ hook, made },
        ...(evaluation.ok ? {} : { refused: evaluation.error.code }),
      })
    }
  }
  return calls
}
