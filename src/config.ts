import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { JWK } from 'jose'
import { parse } from 'yaml'
import { httpAddress } from './address.ts'
import { type Client, clientOf } from './client.ts'
import { type ConfigFile, configSchema, FILE_SETTINGS, type ServiceMode } from './config-schema.ts'
import type { ClientPolicy } from './engine/client-policy.ts'
import { ENVIRONMENT, strayVariable, untrusting } from './environment.ts'
import { isOpenMode } from './open-mode.ts'
import { isLoopback } from './security/outbound.ts'
import { CompanionError, companionsOf } from './smart/registration/companion-of.ts'
import { type Registration, sandboxRegistration } from './smart/registration/registration.ts'

/** Everything that an operator can set, checked and frozen. */
export interface Config {
  readonly host: string
  readonly port: number
  readonly publicUrl: string
  readonly companionUrl: string
  /** Hosts to which links of cards may lead; absent: those of the shipped rules. */
  readonly linkHosts?: readonly string[] | undefined
  readonly dataDir: string
  readonly servicesDir: string
  /** The signed list of the services' files, and the keys that may sign it. */
  readonly servicesManifest?: { readonly file: string; readonly keys: readonly JWK[] }
  /** Folder of value sets that take the place of code groups. */
  readonly valueSetsDir?: string
  /** The value of CARDSTOCK_SECRET, if one is set. */
  readonly secret?: string
  /** The value of CARDSTOCK_SECRET_NEXT, for `cardstock secret change` alone. */
  readonly nextSecret?: string
  readonly logLevel: string
  readonly bodyLimitBytes: number
  /** Addresses and nets whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  readonly corsOrigins: readonly string[]
  /** Bounds of load, connections and stopping; what each means is in the README's table. */
  readonly bodiesLimitBytes: number
  readonly maxInFlight: number
  readonly maxQueued: number
  readonly queueWaitMs: number
  readonly workers: number
  readonly ruleBudgetMs: number
  readonly workerMemoryMb: number
  readonly maxConnections: number
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly keepAliveMs: number
  /** Whether answers wait for their audit record; how long records and served cards are kept, in days. */
  readonly audit: 'buffered' | 'strict'
  readonly auditRetentionDays: number
  readonly decisionRetentionDays: number
  readonly drainMs: number
  readonly shutdownMs: number
  readonly services: Readonly<Record<string, ServiceMode>>
  /** Who may call; none: open mode. */
  readonly clients: readonly Client[]
  /** Whether discovery is answered without a token, where there are clients. */
  readonly discovery: 'open' | 'closed'
  /** The one client of open mode: whoever calls from this machine. */
  readonly openClient: ClientPolicy
  /** The companion app as EHRs know it; in open mode as the sandbox does. */
  readonly companions: readonly Registration[]
  /** When its sessions end: without a user, and in any case. */
  readonly companionIdleMinutes: number
  readonly companionSessionMinutes: number
}

/** A setting that cannot be used; the message names it and the remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/**
 * Reads the configuration file (`CARDSTOCK_CONFIG`) and the environment. The only reader of both.
 *
 * @throws ConfigError that names the setting.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const empty = ENVIRONMENT.find((name) => env[name] === '')
  if (empty !== undefined)
    throw new ConfigError(`${empty} is set, but empty: give it a value, or take it away`)
  const file = readFile(env.CARDSTOCK_CONFIG)
  const stray = untrusting(env) ?? strayVariable(env, FILE_SETTINGS, namedBy(file))
  if (stray !== undefined) throw new ConfigError(stray)
  const host = env.HOST ?? '127.0.0.1'
  const port = Number(env.PORT ?? 3000)
  if (!/^\d{1,5}$/.test(env.PORT ?? '3000') || port > 65_535)
    throw new ConfigError(`PORT is "${env.PORT}": set a number from 0 to 65535`)
  const isWide = !isThisMachine(host)
  if (isWide && isOpenMode(file))
    throw new ConfigError(
      `HOST is "${host}", but no clients are configured: anybody who reaches that address could ask. Set HOST=127.0.0.1, or list clients`,
    )
  if (isWide) checkAddresses(file)
  const logLevel = env.LOG_LEVEL ?? 'info'
  if (!LEVELS.includes(logLevel))
    throw new ConfigError(`LOG_LEVEL is "${logLevel}": set one of ${LEVELS.join(', ')}`)
  const publicUrl = (file.publicUrl ?? httpAddress(host, port)).replace(/\/+$/, '')
  const companionUrl = file.companionUrl ?? `${publicUrl}/app/launch`
  checkCompanion(companionUrl)
  const clients = file.clients.map((client) => clientOf(client, publicUrl, file.replay))
  const open = openClient(file)
  return Object.freeze({
    host,
    port,
    publicUrl,
    companionUrl,
    linkHosts: file.linkHosts,
    dataDir: resolve(env.CARDSTOCK_DATA ?? 'data'),
    servicesDir: resolve(
      env.CARDSTOCK_SERVICES ?? new URL('../services', import.meta.url).pathname,
    ),
    ...(file.servicesManifest === undefined
      ? {}
      : { servicesManifest: manifestOf(file.servicesManifest) }),
    ...(env.CARDSTOCK_VALUE_SETS === undefined
      ? {}
      : { valueSetsDir: resolve(env.CARDSTOCK_VALUE_SETS) }),
    ...(env.CARDSTOCK_SECRET === undefined ? {} : { secret: env.CARDSTOCK_SECRET }),
    ...(env.CARDSTOCK_SECRET_NEXT === undefined ? {} : { nextSecret: env.CARDSTOCK_SECRET_NEXT }),
    logLevel,
    bodyLimitBytes: file.bodyLimitBytes,
    trustedProxies: file.trustedProxies,
    corsOrigins: file.corsOrigins,
    bodiesLimitBytes: file.bodiesLimitBytes,
    maxInFlight: file.maxInFlight,
    maxQueued: file.maxQueued,
    queueWaitMs: file.queueWaitMs,
    workers: file.workers,
    ruleBudgetMs: file.ruleBudgetMs,
    workerMemoryMb: file.workerMemoryMb,
    maxConnections: file.maxConnections,
    headersTimeoutMs: file.headersTimeoutMs,
    requestTimeoutMs: file.requestTimeoutMs,
    keepAliveMs: file.keepAliveMs,
    audit: file.audit,
    auditRetentionDays: file.auditRetentionDays,
    decisionRetentionDays: file.decisionRetentionDays,
    drainMs: file.drainMs,
    shutdownMs: file.shutdownMs,
    services: file.services,
    clients,
    discovery: file.discovery,
    openClient: open,
    companions: isOpenMode(file)
      ? [sandboxRegistration(open, publicUrl)]
      : companions(file, clients, env),
    companionIdleMinutes: file.companionIdleMinutes,
    companionSessionMinutes: file.companionSessionMinutes,
  })
}

/** Whether who listens there is reached from this machine alone. */
export function isThisMachine(host: string): boolean {
  return isLoopback(host) || host === '::1'
}

/** The variables that hold the secrets of the companion app. */
function namedBy({ clients }: ConfigFile): readonly string[] {
  return clients.flatMap(({ companion }) =>
    [companion?.secretEnv, companion?.privateKeyEnv].filter((name) => name !== undefined),
  )
}

/** Cards send people there, with a patient's record open (T19). */
function checkCompanion(companionUrl: string): void {
  const url = new URL(companionUrl)
  if (url.protocol !== 'https:' && !isLoopback(url.hostname))
    throw new ConfigError(
      'companionUrl: must be https, unless it is on this machine; left out, it stands below publicUrl',
    )
}

/** Beyond this machine all is TLS (`GEN-02`), and tokens are for the address that clients call. */
function checkAddresses({ publicUrl, clients }: ConfigFile): void {
  const isTls = (url: string) => url.startsWith('https://')
  if (publicUrl === undefined || !isTls(publicUrl))
    throw new ConfigError(
      'publicUrl: must be the https address that clients call, where HOST is beyond this machine',
    )
  const bare = clients.find(({ audienceBaseUrl = publicUrl }) => !isTls(audienceBaseUrl))
  if (bare !== undefined)
    throw new ConfigError(`clients: "${bare.id}": audienceBaseUrl: must be https`)
}

function manifestOf({ file, jwks }: NonNullable<ConfigFile['servicesManifest']>) {
  // Cast: what matters of a key's shape was looked at when it was read.
  return { file: resolve(file), keys: jwks.keys as unknown as readonly JWK[] }
}

function companions(
  file: ConfigFile,
  clients: readonly Client[],
  env: Readonly<Record<string, string | undefined>>,
): readonly Registration[] {
  const policies = clients.flatMap((client) => client.policies.values().next().value ?? [])
  try {
    return companionsOf(file.clients, policies, env)
  } catch (error) {
    throw error instanceof CompanionError ? new ConfigError(error.message) : error
  }
}

function openClient(file: ConfigFile): ClientPolicy {
  const { profile, systemActions, ...rest } = file.openMode
  return Object.freeze({
    ...rest,
    id: 'open',
    tenant: 'open',
    ...(profile === undefined ? {} : { profile }),
    capabilities: { systemActions },
    loopbackFhir: true,
    openFhir: true,
    httpsOnly: false,
  })
}

function readFile(path: string | undefined): ConfigFile {
  let raw: unknown = {}
  if (path !== undefined) {
    try {
      raw = parse(readFileSync(path, 'utf8')) ?? {}
    } catch (error) {
      throw new ConfigError(`CARDSTOCK_CONFIG ${path} cannot be read: ${(error as Error).message}`)
    }
  }
  const checked = configSchema.safeParse(raw)
  if (checked.success) {
    if (!isOpenMode(checked.data) && Object.hasOwn(raw as object, 'openMode'))
      throw new ConfigError(
        `CARDSTOCK_CONFIG ${path}: openMode: has no effect where clients are configured; remove one of them`,
      )
    return checked.data
  }
  const problems = checked.error.issues.map((issue) => {
    const where = issue.path.join('.') || 'the file'
    const keys =
      issue.code === 'unrecognized_keys'
        ? `unknown setting ${issue.keys.join(', ')}`
        : plain(issue.message)
    return `${where}: ${keys}`
  })
  throw new ConfigError(
    `CARDSTOCK_CONFIG ${path}:${problems.map((each) => `\n  ${each}`).join('')}`,
  )
}

/** What zod says by itself, in the words of the rest. */
function plain(message: string): string {
  return message
    .replace(/^Invalid input: expected \S+, received undefined$/, 'is missing')
    .replace('expected record', 'expected object')
    .replace(/^Invalid input: expected int, received \w+$/, 'must be a whole number')
    .replace(/^Invalid input: expected (\w+), received (\w+)$/, 'must be of type $1, and is $2')
    .replace(
      /^Invalid option: expected one of (.*)$/,
      (_, options: string) => `must be one of ${options.replaceAll('"', '').replaceAll('|', ', ')}`,
    )
    .replace(
      /^Too (?:big|small): expected \w+ to be (<=|>=)(.*)$/,
      (_, sign, bound) => `must be ${sign === '<=' ? 'at most' : 'at least'} ${bound}`,
    )
}
