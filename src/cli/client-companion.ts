import type { Config } from '../config.ts'
import type { Registry } from '../engine/registry.ts'
import { guardedFetch, OutboundError } from '../security/guarded-fetch.ts'
import { type Discover, discoverer } from '../smart/login/discovery.ts'
import {
  type Registration,
  redirectUriOf,
  type SmartServer,
} from '../smart/registration/registration.ts'
import { scopesFor, typesRead } from '../smart/registration/scopes.ts'
import { shownServices } from '../smart/registration/shown.ts'

const PROOF = {
  public: 'public client',
  secret: 'with a secret',
  key: 'with a private key',
} as const

/**
 * Tells how the companion app is registered with each client's EHR, and what its servers say of
 * themselves. False where one could not be logged in to.
 */
export async function tellCompanions(
  config: Config,
  registry: Registry,
  offline: boolean,
  print: (line: string) => void,
): Promise<boolean> {
  const discover = discoverer(guardedFetch, () => performance.now())
  const { companions, publicUrl } = config
  let complete = true
  for (const registration of companions) {
    const { policy, clientId, credential, servers } = registration
    print(`${policy.id}: companion app ${clientId}, ${PROOF[credential.kind]}`)
    print(`  redirect_uri ${redirectUriOf(publicUrl, policy)}`)
    print(`  launch ${publicUrl}/app/launch, alone ${publicUrl}/app/launch?client=${policy.id}`)
    const types = typesRead(shownServices({ config, registry }, policy))
    for (const server of servers)
      if (offline) print(`  iss ${server.iss}, not asked (--offline)`)
      else
        complete = (await tellServer(registration, server, { discover, types, print })) && complete
  }
  return complete
}

interface Telling {
  readonly discover: Discover
  readonly types: readonly string[]
  readonly print: (line: string) => void
}

async function tellServer(
  registration: Registration,
  server: SmartServer,
  { discover, types, print }: Telling,
): Promise<boolean> {
  try {
    const found = await discover(registration, server)
    print(`  iss ${server.iss}: authorization at ${found.authorize}`)
    print(`    scopes ${scopesFor(types, found, 'launch', registration.scopes)}`)
    if (found.issuer === undefined || found.jwks === undefined)
      print(
        '    does not say who signs id tokens: ask for scopes without openid, or logging in fails',
      )
    return true
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    const remedy = error.message.startsWith('endpoint-') ? '; list the origin as authOrigins' : ''
    print(`  iss ${server.iss}: its smart-configuration cannot be used: ${error.message}${remedy}`)
    return false
  }
}
