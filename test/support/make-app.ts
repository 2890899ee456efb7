import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config.ts'
import type { EngineDeps } from '../../src/engine/evaluate.ts'
import { loadServices } from '../../src/engine/load-services.ts'
import { buildRegistry, type Registry } from '../../src/engine/registry.ts'
import type { ReplayGuard } from '../../src/security/replay-guard.ts'
import { build, type Running } from '../../src/start.ts'

export interface TestApp extends Running {
  /** Every log line, parsed. */
  readonly logs: readonly Record<string, unknown>[]
  readonly dataDir: string
}

export interface TestAppOptions {
  /**
   * The shipped services, or made-up ones: service declaration and rules. They run without workers;
   * `loaded`: the services as the configuration has them, in as many workers as it says.
   */
  readonly registry?: Registry | 'loaded'
  /** The configuration file, as YAML. */
  readonly config?: string
  readonly now?: string
  readonly engine?: Partial<EngineDeps>
  readonly replayGuard?: ReplayGuard
  /** Of an app before it; a fresh one when left out. */
  readonly dataDir?: string
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>
}

let shipped: Promise<Registry> | undefined

/** The registry of the shipped services, loaded once. */
export function shippedServices(): Promise<Registry> {
  shipped ??= loadServices(new URL('../../services', import.meta.url).pathname)
  return shipped
}

/** A registry of made-up services. */
export function registryOf(
  services: readonly {
    readonly service: { readonly id: string }
    readonly rules: readonly { readonly id: string }[]
  }[],
): Registry {
  return buildRegistry(
    services.map(({ service, rules }) => ({
      file: `services/${service.id}/service.ts`,
      folder: service.id,
      module: service,
      rules: rules.map((rule) => ({
        file: `services/${service.id}/rules/${rule.id}/rule.ts`,
        folder: rule.id,
        module: rule,
      })),
    })),
  )
}

/** A whole app on a fresh data directory, with a fixed clock and all its logs in hand. */
export async function makeApp(options: TestAppOptions = {}): Promise<TestApp> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'cardstock-'))
  const file = join(dataDir, 'config.yaml')
  const text = options.config ?? ''
  parse(text)
  writeFileSync(file, text)
  const config = loadConfig({
    ...options.env,
    ...{ CARDSTOCK_DATA: dataDir, CARDSTOCK_CONFIG: file, PORT: '3000' },
  })
  const logs: Record<string, unknown>[] = []
  const log: Logger = pino(
    { level: 'trace', base: null },
    { write: (line: string) => void logs.push(JSON.parse(line)) },
  )
  const now = options.now
  const running = await build(config, log, {
    ...(options.registry === 'loaded'
      ? {}
      : { registry: options.registry ?? (await shippedServices()) }),
    engine: { ...(now === undefined ? {} : { now: () => new Date(now) }), ...options.engine },
    ...(options.replayGuard === undefined ? {} : { replayGuard: options.replayGuard }),
  })
  return { ...running, logs, dataDir }
}
