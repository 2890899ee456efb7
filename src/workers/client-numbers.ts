import type { ClientPolicy } from '../engine/client-policy.ts'

/** What of a client a worker has to know: never its keys. */
function policyOf(client: ClientPolicy): ClientPolicy {
  const { id, tenant, profile, capabilities, deadlineMs, fhirTimeoutMs, fhirServers } = client
  const { internalFhirServers, loopbackFhir, openFhir, httpsOnly, maxCards, strict } = client
  return {
    ...{ id, tenant, capabilities, deadlineMs, fhirTimeoutMs, fhirServers, internalFhirServers },
    ...{ loopbackFhir, openFhir, httpsOnly, maxCards, strict, gapCardFor412: client.gapCardFor412 },
    ...(profile === undefined ? {} : { profile }),
  }
}

/** Clients by number, so that a call names its client instead of taking it along. */
export interface ClientNumbers {
  of(client: ClientPolicy): number
  policy(client: ClientPolicy): ClientPolicy
  /** The id of a client that has a number; otherwise empty. */
  idOf(number: number): string
}

/** Clients come from the configuration: they are few, and the same objects for each call. */
export function clientNumbers(): ClientNumbers {
  const numbers = new WeakMap<ClientPolicy, number>()
  const ids = ['']
  return {
    of(client) {
      let number = numbers.get(client)
      if (number === undefined) {
        number = ids.push(client.id) - 1
        numbers.set(client, number)
      }
      return number
    },
    policy: policyOf,
    idOf: (number) => ids[number] ?? '',
  }
}
