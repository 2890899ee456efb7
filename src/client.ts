import type { ClientSettings } from './config-schema.ts'
import type { ClientPolicy } from './engine/client-policy.ts'
import type { ClientTrust } from './security/client-trust.ts'
import type { WithKeys } from './security/key-sources.ts'
import { usableKeys } from './security/public-keys.ts'
import type { Replay } from './security/recognize.ts'

/** A client as it is registered: how it is recognized, and what it then may do. */
export interface Client extends ClientTrust, WithKeys {
  readonly id: string
  readonly replay: Replay
  readonly corsOrigins: readonly string[]
  readonly vendor: string | undefined
  /** By the `tenant` claim; under '' where that is not looked at. */
  readonly policies: ReadonlyMap<string, ClientPolicy>
}

/** The client that these settings register. */
export function clientOf(settings: ClientSettings, publicUrl: string, replay: Replay): Client {
  const { id, issuer, tenants, jwksUrl, internalJwksUrl, jwks } = settings
  const url = jwksUrl ?? internalJwksUrl
  const reach = jwksUrl === undefined ? ('internal' as const) : ('public' as const)
  return Object.freeze({
    id,
    issuer,
    tenants,
    algorithms: settings.algorithms,
    // An address that is registered for keys is one that the header may name.
    jku: settings.jku ?? url,
    lenientTyp: settings.lenientTyp,
    audienceBaseUrl: settings.audienceBaseUrl ?? publicUrl,
    audiences: settings.audiences,
    maxTokenSeconds: settings.maxTokenSeconds,
    keys: url === undefined ? { jwks: usableKeys(jwks) } : { place: { url, reach } },
    replay: settings.replay ?? replay,
    corsOrigins: settings.corsOrigins,
    vendor: settings.vendor,
    policies: policiesOf(settings),
  })
}

/** A policy for each tenant: where a client speaks for several, their data are kept apart. */
function policiesOf(settings: ClientSettings): Client['policies'] {
  const { id, tenant = id, tenants } = settings
  const policyOf = (name: string): ClientPolicy =>
    Object.freeze({
      id,
      tenant: name,
      ...(settings.profile === undefined ? {} : { profile: settings.profile }),
      capabilities: { systemActions: settings.systemActions },
      deadlineMs: settings.deadlineMs,
      fhirTimeoutMs: settings.fhirTimeoutMs,
      fhirServers: settings.fhirServers,
      internalFhirServers: settings.internalFhirServers,
      loopbackFhir: false,
      openFhir: settings.openFhir,
      httpsOnly: !settings.internalFhirServers.some((server) => /^http:/i.test(server)),
      services: settings.services,
      maxCards: settings.maxCards,
      ratePerSecond: settings.ratePerSecond,
      burst: settings.burst,
      gapCardFor412: settings.gapCardFor412,
      strict: settings.strict,
    })
  if (tenants.length <= 1) return new Map([[tenants[0] ?? '', policyOf(tenant)]])
  return new Map(tenants.map((each) => [each, policyOf(`${tenant}/${each}`)]))
}
