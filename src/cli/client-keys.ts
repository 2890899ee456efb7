import type { JWK } from 'jose'
import type { Client } from '../client.ts'
import { fetchJwks, JwksError } from '../security/jwks-fetch.ts'
import {
  algorithmsOf,
  type KeySource,
  keyProblem,
  keyRing,
  usableKeys,
} from '../security/public-keys.ts'
import { publishedGuard } from '../security/published-guard.ts'
import { publishedBy } from '../security/published-keys.ts'
import { Untrusted } from '../security/untrusted.ts'

export interface KeysInHand {
  of(client: Client): KeySource
  /** False where a client has no key that it could be recognized by. */
  readonly complete: boolean
}

const NONE: KeySource = { find: () => Promise.reject(new Untrusted('keys-unavailable')) }

/** Gets the keys of all clients and tells about each client and key. */
export async function keysInHand(
  clients: readonly Client[],
  // Whether keys whose private half is published are taken from addresses.
  { offline, areTaken }: { readonly offline: boolean; readonly areTaken: boolean },
  print: (line: string) => void,
): Promise<KeysInHand> {
  const sources = new Map<Client, KeySource>()
  let complete = true
  for (const client of clients) {
    tellClient(client, print)
    const jwks = await keysOf(client, offline, print)
    if (jwks === undefined) {
      complete &&= offline
      continue
    }
    const usable = usableKeys(jwks)
    tellKeys(client, jwks, print)
    const fits = (key: JWK) =>
      algorithmsOf(key).some((alg) => client.algorithms.includes(alg)) &&
      (areTaken || publishedBy(key) === undefined)
    if (!usable.some(fits)) {
      print('  there is no key that this client could be recognized by')
      complete = false
    }
    const ringOf = publishedGuard({
      areTaken,
      onPublished(_place, by) {
        const verdict = areTaken ? 'taken for a trial' : 'not taken'
        print(`  anybody can sign with a key that stands there (${by.join(', ')}): ${verdict}`)
      },
    })
    const { keys } = client
    sources.set(client, 'jwks' in keys ? keyRing(usable) : ringOf(keys.place, usable))
  }
  return { of: (client) => sources.get(client) ?? NONE, complete }
}

function tellClient(client: Client, print: (line: string) => void): void {
  const [policy] = client.policies.values()
  const services = policy?.services?.join(', ') ?? 'all'
  print(`${client.id}`)
  print(`  iss ${client.issuer}`)
  if (client.tenants.length > 0) print(`  tenant ${client.tenants.join(' or ')}`)
  print(`  aud ${client.audienceBaseUrl}/cds-services…${orElse(client.audiences)}`)
  print(
    `  alg ${client.algorithms.join(', ')}; at most ${client.maxTokenSeconds} s; ${client.replay}`,
  )
  print(`  services ${services}`)
  if (client.vendor !== undefined) print(`  ${client.vendor}`)
}

const orElse = (audiences: readonly string[]) =>
  audiences.map((each) => `, or ${each} for any call`).join('')

/** The key set as it stands there; undefined where it is not to be had. */
async function keysOf(
  { keys }: Client,
  offline: boolean,
  print: (line: string) => void,
): Promise<unknown> {
  if ('jwks' in keys) return { keys: keys.jwks }
  if (offline) {
    print(`  keys at ${keys.place.url}, not fetched (--offline)`)
    return undefined
  }
  try {
    return await fetchJwks(keys.place)
  } catch (error) {
    if (!(error instanceof JwksError)) throw error
    print(`  keys at ${keys.place.url} were not to be had: ${error.message}`)
    return undefined
  }
}

function tellKeys({ algorithms }: Client, jwks: unknown, print: (line: string) => void): void {
  const list = (jwks as { readonly keys?: unknown } | null)?.keys
  for (const key of Array.isArray(list) ? list : []) {
    const jwk: JWK = typeof key === 'object' && key !== null ? key : {}
    const fitting = algorithmsOf(jwk).filter((alg) => algorithms.includes(alg))
    const use = fitting.length > 0 ? fitting.join(', ') : 'none of the algorithms above'
    print(`  key ${JSON.stringify(jwk.kid) ?? 'without kid'}: ${keyProblem(jwk) ?? `for ${use}`}`)
  }
}
