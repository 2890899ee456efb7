import type { ClientSettings } from '../../config-schema.ts'
import type { ClientPolicy } from '../../engine/client-policy.ts'
import { baseName } from '../../security/fhir-bases.ts'
import { reachOf } from '../../security/outbound.ts'
import { CredentialError, credentialOf } from './credential.ts'
import type { Registration, SmartServer } from './registration.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A companion that cannot be registered; the message names client and setting. */
export class CompanionError extends Error {
  override readonly name = 'CompanionError'

  constructor(client: string, message: string) {
    super(`clients: "${client}": companion: ${message}`)
  }
}

/**
 * The companion app as the clients of a configuration have it.
 *
 * @param policies the policy of each client, in the same order
 * @throws CompanionError
 */
export function companionsOf(
  clients: readonly ClientSettings[],
  policies: readonly ClientPolicy[],
  env: Env,
): readonly Registration[] {
  const seen = new Set<string>()
  return clients.flatMap((settings, index) => {
    const policy = policies[index]
    if (settings.companion === undefined || policy === undefined) return []
    const registration = companionOf(settings, settings.companion, policy, env)
    for (const { iss } of registration.servers) {
      // Whoever launches says nothing but the iss, so it has to tell the client.
      const name = baseName(iss)
      if (seen.has(name)) throw new CompanionError(settings.id, `iss: ${iss} is another client's`)
      seen.add(name)
    }
    return [registration]
  })
}

function companionOf(
  { id, tenants, fhirServers, internalFhirServers }: ClientSettings,
  companion: NonNullable<ClientSettings['companion']>,
  policy: ClientPolicy,
  env: Env,
): Registration {
  if (tenants.length > 1)
    throw new CompanionError(
      id,
      'a launch does not say which tenant it is of: register a client per tenant',
    )
  const { clientId, scopes, authOrigins, issuer, frameAncestors, revoke } = companion
  const wanted = companion.iss ?? [...fhirServers, ...internalFhirServers]
  if (wanted.length === 0)
    throw new CompanionError(id, 'the client has no fhirServers from which it could be launched')
  const servers = wanted.map((iss): SmartServer => {
    const rules = { bases: fhirServers, internal: internalFhirServers, loopback: false }
    const reach = reachOf(iss, rules)
    if (reach === undefined)
      throw new CompanionError(id, `iss: ${iss} is not among fhirServers and internalFhirServers`)
    return { iss: iss.replace(/\/$/, ''), reach }
  })
  return Object.freeze({
    ...{ policy, clientId, servers, authOrigins, frameAncestors, revoke },
    credential: provided(id, () => credentialOf(companion, env)),
    ...(scopes === undefined ? {} : { scopes }),
    ...(issuer === undefined ? {} : { issuer }),
  })
}

function provided<T>(id: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof CredentialError) throw new CompanionError(id, error.message)
    throw error
  }
}
