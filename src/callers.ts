import type { Logger } from 'pino'
import type { Client } from './client.ts'
import { type Config, ConfigError, isThisMachine } from './config.ts'
import type { Registry } from './engine/registry.ts'
import type { Callers } from './http/trust.ts'
import { isOpenMode } from './open-mode.ts'
import type { FetchJwks } from './security/jwks-fetch.ts'
import { keySources } from './security/key-sources.ts'
import type { KeyedHash } from './security/keyed-hash.ts'
import { publishedGuard } from './security/published-guard.ts'
import { recognizer } from './security/recognize.ts'
import { memoryReplayGuard, type ReplayGuard, type UsedTokens } from './security/replay-guard.ts'

/** What recognizing clients takes from the world. */
export interface CallersDeps {
  readonly fetchJwks: FetchJwks
  readonly now: () => Date
  /** Milliseconds of a clock that never jumps. */
  readonly monotonic: () => number
  readonly hash: KeyedHash
  /** What this process and those before it know of used tokens. */
  readonly usedTokens: UsedTokens
  /** Shared where there are several instances; by default this process' own. */
  readonly guard?: ReplayGuard | undefined
  readonly log: Logger
}

export interface Known {
  readonly callers: Callers
  /** Fetches the keys that are at addresses anew. Never rejects. */
  readonly refreshKeys: () => Promise<void>
}

/** Who may call: the clients of the configuration with their keys, or this machine where there are none. */
export async function callersOf(
  { clients, openClient, host }: Pick<Config, 'clients' | 'openClient' | 'host'>,
  { log, guard, usedTokens, ...deps }: CallersDeps,
): Promise<Known> {
  if (isOpenMode({ clients })) return { callers: { open: openClient }, refreshKeys: async () => {} }
  const areTaken = takesPublished({ clients, host })
  const { keysOf, refresh } = keySources(clients, {
    ...deps,
    ringOf: publishedGuard({
      areTaken,
      onPublished({ url }, published) {
        const named = clients.filter(({ keys }) => 'place' in keys && keys.place.url === url)
        const facts = { jwks: url, clients: named.map(({ id }) => id), published, areTaken }
        log.warn(facts, 'anybody can sign with keys that stand there')
      },
    }),
    onFailure: ({ url }, word) => log.warn({ jwks: url, reason: word }, 'keys were not to be had'),
  })
  const byIssuer = Map.groupBy(clients, ({ issuer }) => issuer)
  const recognize = recognizer<Client>({
    clientsOf: (issuer) => byIssuer.get(issuer) ?? [],
    keysOf,
    now: deps.now,
    guard: guard ?? (await memoryReplayGuard({ ...deps, kept: usedTokens })),
    onReplay: ({ id }, reason) => log.warn({ client: id, reason }, 'let in all the same'),
  })
  await refresh()
  return { callers: { recognize }, refreshKeys: refresh }
}

/**
 * Whether keys whose private half is published are taken from addresses: for a trial with one such client
 * on this machine, such as the public CDS Hooks sandbox, which has no others.
 */
export function takesPublished({ clients, host }: Pick<Config, 'clients' | 'host'>): boolean {
  return clients.length === 1 && isThisMachine(host)
}

/** Services that the configuration names must be there (T30). @throws ConfigError */
export function checkServices(
  { clients, services }: Pick<Config, 'clients' | 'services'>,
  registry: Registry,
): void {
  mustBeThere('services', Object.keys(services), registry)
  for (const { id, policies } of clients)
    for (const policy of policies.values())
      mustBeThere(`clients: "${id}": services`, policy.services ?? [], registry)
}

function mustBeThere(setting: string, ids: readonly string[], registry: Registry): void {
  const unknown = ids.filter((id) => !registry.has(id))
  if (unknown.length > 0)
    throw new ConfigError(
      `${setting}: there is no ${unknown.join(', ')}; there are ${[...registry.keys()].join(', ')}`,
    )
}
