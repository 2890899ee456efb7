import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Express } from 'express'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import { nodeScoreCache } from './cache/node-score-cache.ts'
import type { Config } from './config.ts'
import type { EngineDeps } from './engine/evaluate.ts'
import { loadServices } from './engine/load-services.ts'
import type { Registry } from './engine/registry.ts'
import { openFhirclient } from './fhir/fhirclient.ts'
import { createMetrics } from './http/metrics.ts'
import { keyedHash } from './security/keyed-hash.ts'
import { loadSecret } from './security/secret.ts'
import { openSqliteStore } from './store/sqlite.ts'
import type { Store } from './store/store.ts'

/** The running parts of a process, not yet listening. */
export interface Running {
  readonly app: Express
  readonly registry: Registry
  readonly store: Store
  /** Marks the process as stopping: `/readyz` answers 503 from then on. */
  stopTaking(): void
  close(): Promise<void>
}

/** What a test puts in place of the world. */
export interface Overrides {
  readonly registry?: Registry
  readonly engine?: Partial<EngineDeps>
  readonly store?: Store
}

/** Builds everything from a configuration. @throws where a part cannot be had, naming it. */
export async function build(
  config: Config,
  log: Logger,
  overrides: Overrides = {},
): Promise<Running> {
  const registry = overrides.registry ?? (await loadServices(config.servicesDir))
  const secret = loadSecret({ dataDir: config.dataDir, env: config.secret })
  const store =
    overrides.store ??
    (await openSqliteStore({
      file: join(config.dataDir, 'cardstock.sqlite'),
      secret,
      onError: (error) =>
        log.error({ fault: error.name }, 'decisions could not be written; trying again'),
    }))
  const scoreCache = nodeScoreCache()
  const engine: EngineDeps = {
    now: () => new Date(),
    monotonic: () => performance.now(),
    newId: randomUUID,
    openFhir: openFhirclient(),
    scoreCache,
    hash: keyedHash(secret),
    companionUrl: config.companionUrl,
    ...overrides.engine,
  }
  let open = true
  const app = createApp({
    config,
    registry,
    engine,
    store,
    metrics: createMetrics(engine.scoreCache, store),
    log,
    client: config.openClient,
    isOpen: () => open,
  })
  return {
    app,
    registry,
    store,
    stopTaking() {
      open = false
    },
    async close() {
      engine.scoreCache.close()
      await store.close()
    },
  }
}
