import * as api from './api.ts'
import { failureOf } from './failure.ts'
import type { Occasion } from './hooks.ts'
import { prefetched } from './prefetch.ts'
import type { HookCall } from './rounds.ts'
import type { Store } from './store.ts'
import type { Card, FhirAccess, HookRequest, ServiceEntry } from './wire.ts'

/**
 * Asks every service that discovery lists for this moment; done when all have answered or failed.
 * Whether others were loaded is looked up each time, so that what was saved counts at once.
 */
export async function ask(store: Store, occasion: Occasion): Promise<void> {
  const { start } = store.get()
  if (start.state !== 'ready') return
  const { moment } = occasion
  const id = crypto.randomUUID()
  store.dispatch({ on: 'asked', round: { id, occasion, listing: 'asking', calls: [] } })
  let listing: api.Listing
  try {
    listing = await api.listing(start.listing)
  } catch (thrown) {
    store.dispatch({ on: 'unlisted', moment, round: id, failure: failureOf(thrown) })
    return
  }
  store.dispatch({ on: 'listed', moment, round: id, listing })
  const round = store.get().rounds[moment]
  // Nobody waits any more where a newer round, or another chart, has taken its place.
  if (round?.id !== id || round.calls.length === 0) return
  const access = api.access(occasion.context.patientId)
  const asked = new Map<string, Promise<unknown>>()
  await Promise.all(
    round.calls.map(({ service }) => askOne(store, occasion, id, { service, access, asked })),
  )
}

interface Asking {
  readonly service: ServiceEntry
  readonly access: Promise<FhirAccess>
  readonly asked: Map<string, Promise<unknown>>
}

async function askOne(store: Store, occasion: Occasion, round: string, asking: Asking) {
  const { service } = asking
  const tell = (change: Partial<HookCall>) =>
    store.dispatch({ on: 'call', moment: occasion.moment, round, service: service.id, change })
  let sent: number | undefined
  const took = () => (sent === undefined ? {} : { ms: performance.now() - sent })
  try {
    const request = await requestOf(store, occasion, asking)
    tell({ request })
    sent = performance.now()
    const response = await api.hook(service.id, request)
    tell({ state: 'answered', cards: cardsIn(response), response, ...took() })
  } catch (thrown) {
    const failure = failureOf(thrown)
    tell({ state: 'failed', failure, response: failure.body, ...took() })
  }
}

async function requestOf(
  store: Store,
  { hook, context }: Occasion,
  { service, access, asked }: Asking,
): Promise<HookRequest> {
  const { given } = store.get()
  const { fhirServer, fhirAuthorization } = await access
  const token = fhirAuthorization.access_token
  return {
    hook,
    hookInstance: crypto.randomUUID(),
    ...(given.token ? { fhirServer, fhirAuthorization } : {}),
    context,
    ...(given.prefetch
      ? { prefetch: await prefetched(service.prefetch ?? {}, context, token, asked) }
      : {}),
  }
}

/** The same request with a token that has not run out, where it had one. */
export async function renewed(request: HookRequest): Promise<HookRequest> {
  if (request.fhirAuthorization === undefined) return request
  return { ...request, ...(await api.access(request.context.patientId)) }
}

/** The cards of a response. @throws TypeError for what is no response: it must not pass for "no cards". */
function cardsIn(response: unknown): readonly Card[] {
  const { cards } = (response ?? {}) as { cards?: unknown }
  if (!Array.isArray(cards)) throw new TypeError('The answer is no CDS Hooks response')
  return cards
}
