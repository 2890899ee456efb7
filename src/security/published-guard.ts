import type { JWK } from 'jose'
import type { JwksPlace } from './jwks-fetch.ts'
import { type KeySource, keyRing } from './public-keys.ts'
import { publishedBy } from './published-keys.ts'
import { Untrusted } from './untrusted.ts'

export interface PublishedGuardDeps {
  /** Whether such keys are used all the same. */
  readonly areTaken: boolean
  /** Told of each place that has them, once until they change: where their private halves stand. */
  readonly onPublished: (place: JwksPlace, published: readonly string[]) => void
}

/**
 * Makes key rings of what was fetched, in which no key is used whose private half anybody can read: an EHR
 * that publishes such a key at its address lets everybody in (threat T30). Given inline it stops the start.
 */
export function publishedGuard({ areTaken, onPublished }: PublishedGuardDeps) {
  const told = new Map<string, string>()
  return (place: JwksPlace, keys: readonly JWK[]): KeySource => {
    const published = Map.groupBy(keys, publishedBy)
    const own = published.get(undefined) ?? []
    published.delete(undefined)
    const places = [...published.keys()].filter((each) => each !== undefined)
    const before = told.get(place.url) ?? ''
    told.set(place.url, places.join())
    if (places.length > 0 && places.join() !== before) onPublished(place, places)
    if (areTaken || places.length === 0) return keyRing(keys)
    const [used, refused] = [keyRing(own), keyRing([...published.values()].flat())]
    return {
      async find(kid, alg) {
        const key = await used.find(kid, alg)
        if (key === undefined && (await refused.find(kid, alg)) !== undefined)
          throw new Untrusted('key-published')
        return key
      },
    }
  }
}
