import type { JWK } from 'jose'
import type { JwksPlace } from './jwks-fetch.ts'
import { type JwksSource, type JwksSourceDeps, jwksSource } from './jwks-source.ts'
import { type KeySource, keyRing } from './public-keys.ts'

export interface WithKeys {
  /** Where the keys are: in the configuration, or at an address. */
  readonly keys: { readonly jwks: readonly JWK[] } | { readonly place: JwksPlace }
}

export interface KeySources<C> {
  keysOf(client: C): KeySource
  /** Fetches what is at addresses, so that no call has to wait for it. Never rejects. */
  refresh(): Promise<void>
}

/** The keys of all clients; those of one address are fetched for all its clients together. */
export function keySources<C extends WithKeys>(
  clients: readonly C[],
  deps: JwksSourceDeps,
): KeySources<C> {
  const places = new Map<string, JwksSource>()
  const sources = new Map<C, KeySource>()
  for (const client of clients) {
    if ('jwks' in client.keys) {
      sources.set(client, keyRing(client.keys.jwks))
      continue
    }
    const { place } = client.keys
    const name = `${place.reach} ${place.url}`
    const source = places.get(name) ?? jwksSource(place, deps)
    places.set(name, source)
    sources.set(client, source)
  }
  return {
    keysOf(client) {
      const source = sources.get(client)
      if (source === undefined) throw new Error('a client that is not registered has no keys')
      return source
    },
    async refresh() {
      await Promise.all([...places.values()].map((source) => source.refresh()))
    },
  }
}
