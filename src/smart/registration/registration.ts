import type { ClientPolicy } from '../../engine/client-policy.ts'
import type { Reach } from '../../security/address-guard.ts'
import { plainUrl, reachOf } from '../../security/outbound.ts'
import type { Credential } from './credential.ts'

/** A FHIR server from which the app may be launched. */
export interface SmartServer {
  /** As registered, without a slash at the end. */
  readonly iss: string
  /** The addresses at which it, and its authorization server, may be called. */
  readonly reach: Reach
}

/** The companion app as one client's EHR knows it. */
export interface Registration {
  readonly policy: ClientPolicy
  readonly clientId: string
  readonly credential: Credential
  readonly servers: readonly SmartServer[]
  /** What is asked for in place of what the services need. */
  readonly scopes?: readonly string[]
  /** Origins besides the FHIR server's at which endpoints may be. */
  readonly authOrigins: readonly string[]
  /** The only OpenID issuer that its servers may name, letter by letter. */
  readonly issuer?: string
  readonly frameAncestors: readonly string[]
  readonly revoke: boolean
}

/** A registration and the server of it that an `iss` names; `undefined` where nobody registered it. */
export function registeredServer(
  registrations: readonly Registration[],
  iss: string,
): { readonly registration: Registration; readonly server: SmartServer } | undefined {
  // Compared part by part, as a `fhirServer` is (threat T1).
  for (const registration of registrations)
    for (const server of registration.servers)
      if (reachOf(iss, { bases: [server.iss], loopback: false }) !== undefined)
        return { registration, server }
  return undefined
}

/**
 * Where the authorization server of a client sends the browser back to: an address of the client's own, so
 * that a code of one server cannot come back as another's (RFC 9700 §4.4.2.2, threat T28).
 */
export function redirectUriOf(publicUrl: string, { id }: Pick<ClientPolicy, 'id'>): string {
  return `${publicUrl}/app/callback/${id}`
}

/** The origins at which endpoints of a server's authorization may be. */
export function originsOf({ authOrigins }: Registration, { iss }: SmartServer): readonly string[] {
  const own = plainUrl(iss)?.origin
  return own === undefined ? authOrigins : [own, ...authOrigins]
}

const SANDBOX_CLIENT_ID = 'cardstock-companion'

/** The sandbox of open mode, which knows the app without being asked. */
export function sandboxRegistration(policy: ClientPolicy, publicUrl: string): Registration {
  const { origin, protocol } = new URL(publicUrl)
  // Behind a proxy of its own the sandbox is asked by the name that browsers know.
  const reach = protocol === 'https:' ? 'internal' : 'loopback'
  return Object.freeze<Registration>({
    policy,
    clientId: SANDBOX_CLIENT_ID,
    credential: { kind: 'public' },
    servers: [{ iss: `${publicUrl}/sandbox/fhir`, reach }],
    authOrigins: [],
    frameAncestors: [origin],
    revoke: true,
  })
}
