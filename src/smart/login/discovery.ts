import { z } from 'zod'
import { type GuardedFetch, jsonOf, OutboundError } from '../../security/guarded-fetch.ts'
import { plainUrl } from '../../security/outbound.ts'
import { originsOf, type Registration, type SmartServer } from '../registration/registration.ts'

/** What a FHIR server says of its authorization server, as far as we follow it. */
export interface Endpoints {
  readonly authorize: string
  readonly token: string
  readonly revoke?: string
  readonly jwks?: string
  readonly issuer?: string
  /** Whether `iss` stands in each authorization response (RFC 9207). */
  readonly tellsIssuer: boolean
  readonly capabilities: readonly string[]
  readonly scopes?: readonly string[]
}

const texts = z.array(z.string()).max(500)
const document = z.looseObject({
  issuer: z.string().nullish(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  revocation_endpoint: z.string().nullish(),
  jwks_uri: z.string().nullish(),
  capabilities: texts.nullish(),
  scopes_supported: texts.nullish(),
  code_challenge_methods_supported: texts.nullish(),
  authorization_response_iss_parameter_supported: z.boolean().nullish(),
})

const openidDocument = z.looseObject({ issuer: z.string(), jwks_uri: z.string().nullish() })

const NOT_THERE = 'status-404'
const ANOTHER_ISSUER = 'issuer-another'
const ASKED = {
  headers: { accept: 'application/json' },
  maxBytes: 64 * 1024,
  deadlineMs: 2000,
} as const
/** A crowd that logs in at once costs the EHR one request. */
const KEPT_MS = 60_000

export type Discover = (registration: Registration, server: SmartServer) => Promise<Endpoints>

/** Reads discovery documents; each is kept for a minute. @throws OutboundError with a word for the log */
export function discoverer(fetch: GuardedFetch, monotonic: () => number): Discover {
  const known = new Map<SmartServer, { readonly at: number; readonly found: Promise<Endpoints> }>()
  return (registration, server) => {
    const kept = known.get(server)
    if (kept !== undefined && monotonic() - kept.at < KEPT_MS) return kept.found
    const found = read(registration, server, fetch)
    known.set(server, { at: monotonic(), found })
    found.catch(() => known.delete(server))
    return found
  }
}

async function read(
  registration: Registration,
  server: SmartServer,
  fetch: GuardedFetch,
): Promise<Endpoints> {
  const get = async (url: string): Promise<unknown> => {
    const answer = await fetch({ url, reach: server.reach, ...ASKED })
    if (answer.status !== 200) throw new OutboundError(`status-${answer.status}`)
    return jsonOf(answer)
  }
  const checked = document.safeParse(await get(`${server.iss}/.well-known/smart-configuration`))
  if (!checked.success) throw new OutboundError('rubbish')
  const found = checked.data
  if (found.code_challenge_methods_supported?.includes('S256') === false)
    throw new OutboundError('no-pkce')
  const pin = pinned(originsOf(registration, server), server)
  const issuer = optional(found.issuer, pin)
  if (registration.issuer !== undefined && issuer !== undefined && issuer !== registration.issuer)
    throw new OutboundError(ANOTHER_ISSUER)
  const jwks = optional(found.jwks_uri, pin) ?? (await jwksOf(issuer, get, pin))
  const revoke = optional(found.revocation_endpoint, pin)
  return {
    authorize: pin(found.authorization_endpoint),
    token: pin(found.token_endpoint),
    ...(revoke === undefined ? {} : { revoke }),
    ...(jwks === undefined ? {} : { jwks }),
    ...(issuer === undefined ? {} : { issuer }),
    tellsIssuer: found.authorization_response_iss_parameter_supported === true,
    capabilities: found.capabilities ?? [],
    ...(found.scopes_supported == null ? {} : { scopes: found.scopes_supported }),
  }
}

type Pin = (url: string) => string

function optional(url: string | null | undefined, pin: Pin): string | undefined {
  return url == null ? undefined : pin(url)
}

/**
 * Where keys are is told by OpenID Connect where the FHIR server does not; some servers have neither.
 * A document says of itself whose it is, letter by letter, or it is another issuer's (OpenID Connect
 * Discovery §4.3, ASVS 10.5.3).
 */
async function jwksOf(
  issuer: string | undefined,
  get: (url: string) => Promise<unknown>,
  pin: Pin,
): Promise<string | undefined> {
  if (issuer === undefined) return undefined
  const found = await get(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`).catch(
    (error: unknown) => {
      if (error instanceof OutboundError && error.message === NOT_THERE) return undefined
      throw error
    },
  )
  if (found === undefined) return undefined
  const checked = openidDocument.safeParse(found)
  if (!checked.success) throw new OutboundError('rubbish')
  if (checked.data.issuer !== issuer) throw new OutboundError(ANOTHER_ISSUER)
  return optional(checked.data.jwks_uri, pin)
}

/**
 * Takes an address that a document names only at a registered origin: whoever may write the document
 * must not choose where users, codes and secrets go (mix-up, threat T28). @throws OutboundError
 */
function pinned(origins: readonly string[], { reach }: SmartServer): Pin {
  return (text) => {
    const url = plainUrl(text)
    if (url === undefined || !origins.includes(url.origin))
      throw new OutboundError('endpoint-elsewhere')
    if (url.protocol !== 'https:' && reach === 'public') throw new OutboundError('endpoint-bare')
    return text
  }
}
