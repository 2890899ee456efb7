import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import { failsafe } from './cache/failsafe.ts'
import { nodeScoreCache } from './cache/node-score-cache.ts'
import { callersOf, checkServices } from './callers.ts'
import type { Config } from './config.ts'
import type { ClientPolicy } from './engine/client-policy.ts'
import type { EngineDeps } from './engine/evaluate.ts'
import type { Evaluator } from './engine/evaluator.ts'
import { loadServices } from './engine/load-services.ts'
import { pin } from './engine/module-fence.ts'
import type { Registry } from './engine/registry.ts'
import { type Retiring, retiring } from './engine/retiring.ts'
import type { ErrorCode } from './errors.ts'
import { evaluatorOf } from './evaluator-of.ts'
import { createBreakers } from './fhir/breaker.ts'
import { openFhirclient } from './fhir/fhirclient.ts'
import { withBreakers } from './fhir/guarded-fhir.ts'
import { callRecords } from './http/call-records.ts'
import { withDoor } from './http/door.ts'
import { withLastStop } from './http/last-stop.ts'
import { createLoad, HOOK_RATE, type Load, SHARE_OF_ONE } from './http/load.ts'
import { createMetrics } from './http/metrics.ts'
import { withoutPrefix } from './http/prefix.ts'
import { isOpenMode } from './open-mode.ts'
import { startRetention } from './retention.ts'
import { createSandbox, newlyLoaded } from './sandbox/sandbox.ts'
import { placesOf } from './security/fhir-bases.ts'
import { guardedFetch } from './security/guarded-fetch.ts'
import { fetchJwks } from './security/jwks-fetch.ts'
import { REFRESH_MS } from './security/jwks-source.ts'
import { hashKey, keyedHash } from './security/keyed-hash.ts'
import type { ReplayGuard } from './security/replay-guard.ts'
import { DATABASE, loadSecret } from './security/secret.ts'
import { readManifest } from './security/services-manifest.ts'
import { callerAddress } from './security/trusted-proxies.ts'
import { createSmart } from './smart/create.ts'
import { openSqliteStore } from './store/sqlite.ts'
import type { Store } from './store/store.ts'

/** The running parts of a process, not yet listening. */
export interface Running {
  readonly app: RequestListener
  /** What is loaded now. */
  readonly registry: Registry
  readonly store: Store
  /** What the process has taken on. */
  readonly load: Load
  readonly evaluator: Evaluator
  /** Counts and logs a request that was refused before the app saw it; of what it held nothing is told. */
  turnedAway(code: ErrorCode): void
  /** Marks the process as stopping: `/readyz` answers 503 and connections end from then on. */
  stopTaking(): void
  /** Answers by other services from now on; what is being answered is finished by those before. */
  renew(registry: Registry): void
  /** Says in the sandbox that services which were changed cannot be loaded; those that run go on. */
  refuse(problems: readonly string[]): void
  /** Says in the sandbox that changes of services are not noticed. */
  unwatched(): void
  close(): Promise<void>
}

/** What a test puts in place of the world. */
export interface Overrides {
  readonly registry?: Registry
  readonly engine?: Partial<EngineDeps>
  readonly store?: Store
  readonly replayGuard?: ReplayGuard
}

/** What each client may do, in open mode of the one that it has. */
function policiesOf(config: Config): readonly ClientPolicy[] {
  if (isOpenMode(config)) return [config.openClient]
  return config.clients.flatMap(({ policies }) => [...policies.values()])
}

/** How soon a session that nobody asks for any more is ended. */
const SWEEP_MS = 15_000

/** Builds everything from a configuration. @throws where a part cannot be had, naming it. */
export async function build(
  config: Config,
  log: Logger,
  overrides: Overrides = {},
): Promise<Running> {
  const { servicesDir, servicesManifest } = config
  const digests = servicesManifest && (await readManifest(servicesManifest, servicesDir))
  if (digests !== undefined) pin(servicesDir, digests)
  const registry = overrides.registry ?? (await loadServices(servicesDir))
  checkServices(config, registry)
  const secret = loadSecret({ dataDir: config.dataDir, value: config.secret })
  const store =
    overrides.store ??
    (await openSqliteStore({
      file: join(config.dataDir, DATABASE),
      secret,
      onError: (error) =>
        log.error({ fault: error.name }, 'the store took no records; trying again'),
    }))
  // What is appended under another key would look forged from here on, for good.
  if (!(await store.audit.isOfKey())) {
    await store.close()
    throw new Error(
      `${join(config.dataDir, DATABASE)} was written with another key than this one: put that back (secret.key, or CARDSTOCK_SECRET), or move the database away to begin anew. If the key is the same, the end of the audit trail was altered`,
    )
  }
  const monotonic = overrides.engine?.monotonic ?? (() => performance.now())
  const scoreCache = failsafe(overrides.engine?.scoreCache ?? nodeScoreCache(), {
    monotonic,
    now: overrides.engine?.now ?? (() => new Date()),
    told: (fault) => log.error({ fault }, 'the score cache fails: scores are computed without it'),
  })
  const breakers = createBreakers()
  const engine: EngineDeps = {
    now: () => new Date(),
    monotonic,
    newId: randomUUID,
    openFhir: withBreakers(openFhirclient(), breakers, monotonic),
    hash: keyedHash(secret),
    companionUrl: config.companionUrl,
    linkHosts: config.linkHosts,
    fhirPlaces: placesOf(policiesOf(config)),
    ...overrides.engine,
    scoreCache,
  }
  const load = createLoad(
    {
      bodyBytes: config.bodiesLimitBytes,
      inFlight: config.maxInFlight,
      queued: config.maxQueued,
      waitMs: config.queueWaitMs,
      // Open mode is one person at this machine, or a benchmark.
      ...(isOpenMode(config) ? {} : { hookRate: HOOK_RATE }),
      ...(config.clients.length > 1 ? { share: SHARE_OF_ONE } : {}),
    },
    engine.monotonic,
  )
  // Modules that a test made, and a world it made up, cannot be handed to another thread.
  const isMadeUp = overrides.registry !== undefined
  const evaluatorFor = (services: Registry): Retiring =>
    retiring(
      evaluatorOf({
        config: isMadeUp ? { ...config, workers: 0 } : config,
        registry: services,
        digests,
        engine,
        hashKey: hashKey(secret),
        breakers,
        log,
      }),
    )
  const { callers, refreshKeys } = await callersOf(config, {
    fetchJwks,
    now: engine.now,
    monotonic: engine.monotonic,
    hash: engine.hash,
    usedTokens: store.usedTokens,
    guard: overrides.replayGuard,
    log,
  })
  const refreshing = setInterval(() => void refreshKeys(), REFRESH_MS).unref()
  const stopRetention = startRetention(store, config, log, engine.now)
  let open = true
  const records = callRecords(store.audit, engine)
  const unended = new Set<() => void>()
  const sandbox = isOpenMode(config) ? await createSandbox(engine.now) : undefined
  const smart = createSmart({ engine, config, log, store }, { fetch: guardedFetch, fetchJwks })
  const sweeping = setInterval(() => {
    smart.sessions.sweep()
    void smart.recalls.sweep()
  }, SWEEP_MS).unref()
  const appFor = (services: Registry, answerer: Evaluator): RequestListener => {
    const context = {
      config,
      registry: services,
      engine,
      store,
      records,
      evaluator: answerer,
      metrics,
      log,
      load,
      callers,
      addressOf: callerAddress(config.trustedProxies),
      isOpen: () => open,
      unended,
    }
    return withDoor(withLastStop(createApp(context, smart, sandbox), log), context)
  }
  // The one that answers now, for those who look at it from outside.
  const evaluator: Evaluator = {
    answer: (call) => now.evaluator.answer(call),
    isReady: () => now.evaluator.isReady(),
    hasStoodBy: () => now.evaluator.hasStoodBy(),
    suspended: () => now.evaluator.suspended(),
    counts: () => now.evaluator.counts(),
    close: () => now.evaluator.close(),
  }
  const metrics = createMetrics(
    engine.scoreCache,
    store,
    load,
    () => breakers.states(monotonic()),
    evaluator,
    smart.sessions.count,
  )
  const generation = (services: Registry) => {
    const answerer = evaluatorFor(services)
    return { registry: services, evaluator: answerer, app: appFor(services, answerer) }
  }
  let now = generation(registry)
  const leaving = new Set<Promise<void>>()
  return {
    app: withoutPrefix((request, response) => now.app(request, response), config.publicUrl),
    get registry() {
      return now.registry
    },
    store,
    load,
    evaluator,
    turnedAway(code) {
      metrics.refused(code)
      log.warn({ code }, 'request refused before it was read')
    },
    stopTaking() {
      open = false
      load.drain()
    },
    renew(services) {
      const before = now.evaluator
      now = generation(services)
      const gone = before
        .retire()
        .catch((error) => log.error({ fault: error.name }, 'those before did not end well'))
        .finally(() => leaving.delete(gone))
      leaving.add(gone)
      if (sandbox !== undefined) {
        const { watched } = sandbox.services
        sandbox.services = { ...newlyLoaded(), watched }
      }
    },
    refuse(problems) {
      if (sandbox !== undefined) sandbox.services = { ...sandbox.services, problems }
    },
    unwatched() {
      if (sandbox !== undefined) sandbox.services = { ...sandbox.services, watched: false }
    },
    async close() {
      clearInterval(refreshing)
      clearInterval(sweeping)
      await smart.sessions.close()
      await Promise.all(leaving)
      await evaluator.close()
      for (const cut of unended) cut()
      records.close()
      await stopRetention()
      engine.scoreCache.close()
      await store.close()
    },
  }
}
