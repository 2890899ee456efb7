import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { clashesAmong, jwks, KEY_SETTINGS, origin, plain, trustSettings } from './client-setting.ts'
import { internalFhirServer, openFhirServer, publicFhirServer } from './fhir-server-setting.ts'
import { absoluteUrl } from './protocol/primitives.ts'
import { PROFILES } from './protocol/profiles.ts'
import { proxyProblem } from './security/trusted-proxies.ts'
import { companionSetting } from './smart/registration/setting.ts'

const serviceId = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
const ms = (least: number, most: number) => z.int().min(least).max(most)

/** What may be set per client; `defaults` gives the values for all. */
const clientLimits = {
  deadlineMs: ms(100, 60_000).default(2000),
  fhirTimeoutMs: ms(50, 60_000).default(1500),
  maxCards: z.int().min(1).max(50).default(10),
  strict: z.boolean().default(false),
  gapCardFor412: z.boolean().default(false),
  systemActions: z.boolean().default(false),
  /** Calls per second, on average and after a pause; what holds where they are not set: `src/http/load.ts`. */
  ratePerSecond: z.number().positive().max(100_000).optional(),
  burst: z.int().min(1).max(100_000).optional(),
}

/** What open mode has of a client: everything but the trust. */
const policySettings = {
  profile: z.enum(PROFILES).optional(),
  fhirServers: z.array(publicFhirServer).default([]),
  internalFhirServers: z.array(internalFhirServer).default([]),
  ...clientLimits,
}

/** A client (tenant) of the service. */
export const clientSchema = z
  .strictObject({ ...trustSettings, ...policySettings, companion: companionSetting.optional() })
  .superRefine((client, context) => {
    const given = KEY_SETTINGS.filter((name) => client[name] !== undefined)
    if (given.length === 1) return
    const message = `give the keys in one of ${KEY_SETTINGS.join(', ')}; there are ${given.length}`
    context.addIssue({ code: 'custom', message })
  })

/** One processor is the process's own: it reads, answers and writes down. */
function usualWorkers(): number {
  return Math.min(Math.max(availableParallelism() - 1, 1), 8)
}

/** As `URL.host` has it, with a port where it is not 443. */
const host = z.string().refine((value) => {
  const url = URL.parse(`https://${value}`)
  return url?.host === value && url.href === `https://${value}/`
}, 'must be a host such as doi.org, in small letters')

const proxy = z.string().superRefine((entry, context) => {
  const message = proxyProblem(entry)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})

const fileSettings = z.strictObject({
  publicUrl: plain.optional(),
  companionUrl: absoluteUrl.optional(),
  /** Links of cards lead nowhere else (threat T19). */
  linkHosts: z.array(host).optional(),
  /** When the companion app logs off: without a user, and in any case. Shorter at most (threat T28). */
  companionIdleMinutes: z.number().min(1).max(15).default(15),
  companionSessionMinutes: z.number().min(1).max(480).default(480),
  /** T11 asks for 4 MiB, but bodies of 5 MB are to be taken (`GEN-13`). */
  bodyLimitBytes: z
    .int()
    .min(64 * 1024)
    .max(64 * 1024 * 1024)
    .default(8 * 1024 * 1024),
  bodiesLimitBytes: z
    .int()
    .min(1024 * 1024)
    .max(4 * 1024 * 1024 * 1024)
    .default(64 * 1024 * 1024),
  maxInFlight: z.int().min(1).max(10_000).default(64),
  maxQueued: z.int().min(0).max(10_000).default(128),
  queueWaitMs: ms(1, 10_000).default(250),
  /** Threads that run the rules; 0: the process itself runs them. */
  workers: z.int().min(0).max(256).default(usualWorkers),
  ruleBudgetMs: ms(10, 60_000).default(250),
  /** What the heap of one worker may grow to, MiB. */
  workerMemoryMb: z.int().min(64).max(8192).default(256),
  maxConnections: z.int().min(1).max(1_000_000).default(10_000),
  headersTimeoutMs: ms(100, 60_000).default(10_000),
  requestTimeoutMs: ms(100, 300_000).default(15_000),
  keepAliveMs: ms(100, 600_000).default(65_000),
  /** Whose `X-Forwarded-For` is believed, and nobody else's (threat T13). */
  trustedProxies: z.array(proxy).max(100).default([]),
  /** Browser origins that may call, exactly as browsers send them. */
  corsOrigins: z.array(origin).default([]),
  audit: z.enum(['buffered', 'strict']).default('buffered'),
  /** Six years: 45 CFR 164.316(b)(2)(i). */
  auditRetentionDays: z.int().min(1).max(36_500).default(2192),
  /** Longer than feedback about a card counts. */
  decisionRetentionDays: z.int().min(31).max(36_500).default(730),
  drainMs: ms(0, 60_000).default(1000),
  shutdownMs: ms(100, 60_000).default(8000),
  services: z.record(serviceId, z.enum(['on', 'silent', 'off'])).default({}),
  /** Files of the services are loaded only as they were signed (threat T23). */
  servicesManifest: z.strictObject({ file: z.string().min(1), jwks }).optional(),
  openMode: z
    .strictObject({ ...policySettings, fhirServers: z.array(openFhirServer).default([]) })
    .prefault({}),
  /** Who may call; none: open mode. */
  clients: z
    .array(clientSchema)
    .default([])
    .superRefine((clients, context) => {
      for (const { index, setting, message } of clashesAmong(clients))
        context.addIssue({ code: 'custom', path: [index, setting], message })
    }),
  /** Whether discovery is answered without a token, where there are clients (`DISC-08`). */
  discovery: z.enum(['open', 'closed']).default('closed'),
  /** What happens to a token that was used before (`JWT-10`, `JWT-11`). */
  replay: z.enum(['off', 'log', 'reject']).default('reject'),
})

/** The names of all that stands at the top of the configuration file. */
export const FILE_SETTINGS: readonly string[] = Object.keys(fileSettings.shape)

/** Settings that bound each other. */
const TOGETHER = [
  // Node takes no others, and says so only when all is built.
  ['headersTimeoutMs', 'at most', 'requestTimeoutMs'],
  // A body that is let in and never has room would be told for ever to come again.
  ['bodiesLimitBytes', 'at least', 'bodyLimitBytes'],
] as const

/** The configuration file. Unknown settings are errors: a misspelt one must not pass unnoticed. */
export const configSchema = fileSettings.superRefine((file, context) => {
  for (const [name, bound, other] of TOGETHER) {
    if (bound === 'at most' ? file[name] <= file[other] : file[name] >= file[other]) continue
    const message = `must be ${bound} ${other}; they are ${file[name]} and ${file[other]}`
    context.addIssue({ code: 'custom', path: [name], message })
  }
})

export type ClientSettings = z.output<typeof clientSchema>
export type ConfigFile = z.output<typeof configSchema>
export type ServiceMode = 'on' | 'silent' | 'off'
