import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { EngineDeps } from './engine/evaluate.ts'
import { type Evaluator, inProcess } from './engine/evaluator.ts'
import type { Digests } from './engine/module-fence.ts'
import type { Registry } from './engine/registry.ts'
import { ruleHealth } from './engine/rule-health.ts'
import type { Breakers } from './fhir/breaker.ts'
import { workerPool } from './workers/pool.ts'

export interface EvaluatorParts {
  readonly config: Config
  readonly registry: Registry
  /** What the files of the services must be; `undefined`: whatever they are. */
  readonly digests: Digests | undefined
  readonly engine: EngineDeps
  readonly hashKey: Uint8Array
  readonly breakers: Breakers
  readonly log: Logger
}

/** Who answers hook calls: the workers, or, with `workers: 0`, the process itself. */
export function evaluatorOf(parts: EvaluatorParts): Evaluator {
  const { config, registry, digests, engine, hashKey, breakers, log } = parts
  const health = ruleHealth(registry, engine.monotonic, (service, rule, change, fault, client) => {
    const { to, forMs } = change
    // With a client it is about that one's large inputs.
    const about = { service, rule, ...(client === undefined ? {} : { largeInputsOf: client }) }
    if (to === 'suspended')
      log.error({ ...about, fault, forMs }, 'rule suspended: it failed several times')
    else if (to === 'trial') log.warn(about, 'suspended rule: one call may try it')
    else log.info(about, 'rule is back: it ran well on trial')
  })
  const { ruleBudgetMs, servicesDir, valueSetsDir, companionUrl, linkHosts } = config
  if (config.workers === 0) return inProcess(engine, health, ruleBudgetMs)
  return workerPool({
    ...{ ruleBudgetMs, servicesDir, companionUrl, linkHosts, health, hashKey, breakers },
    ...(valueSetsDir === undefined ? {} : { valueSetsDir }),
    ...(digests === undefined ? {} : { digests }),
    fhirPlaces: engine.fhirPlaces,
    workers: config.workers,
    memoryMb: config.workerMemoryMb,
    cache: engine.scoreCache,
    now: engine.now,
    compileCache: fileURLToPath(new URL('../node_modules/.cache/cardstock', import.meta.url)),
    told: {
      replaced: (why, rules, fault) => log.error({ why, rules, fault }, 'worker replaced'),
      stillborn: (message) => log.fatal({ reason: message }, 'a worker could not begin'),
      thrown: (rule, fault) => log.error({ rule, fault }, 'thrown where nobody waited for it'),
    },
  })
}
