import type { JWK } from 'jose'
import { z } from 'zod'
import { isPublic } from './fhir-server-setting.ts'
import { hostWithinReach } from './security/address-guard.ts'
import { plainUrl } from './security/outbound.ts'
import { keyProblem } from './security/public-keys.ts'
import { publishedBy } from './security/published-keys.ts'
import { ALGORITHMS } from './security/token-header.ts'

/** A browser origin, exactly as browsers send it: no path, no wildcard, never "null" (threat T26). */
export const origin = z.string().refine((value) => {
  const url = URL.parse(value)
  // A star is a character like others to the parser.
  return url?.origin === value && /^https?:$/.test(url.protocol) && !value.includes('*')
}, 'must be an origin such as https://ehr.example.org')

/** A base address: scheme, host, port and path, and nothing that is to be read into it. */
export const plain = z
  .string()
  .refine((value) => plainUrl(value) !== undefined, 'must be a plain http(s) URL, without query')
const publicPlace = plain.refine(
  isPublic,
  'must be https and at a public address; one in your own network goes to internalJwksUrl',
)
const internalPlace = plain.refine((value) => {
  const url = plainUrl(value)
  return url === undefined || hostWithinReach(url.hostname, 'internal')
}, 'is an address that no server has')

/** `https://cds.example.org/`, with or without the slash. */
const baseUrl = plain.transform((value) => value.replace(/\/+$/, ''))

const claim = z.string().min(1).max(2048)

function publishedProblem(key: JWK): string | undefined {
  const place = publishedBy(key)
  return place && `is published with its private half (${place}): anybody could sign with it`
}

/** Public keys, as a client publishes them. */
export const jwks = z
  .looseObject({
    keys: z
      .array(z.looseObject({ kty: z.string() }))
      .min(1)
      .max(100),
  })
  .superRefine(({ keys }, context) => {
    const names = new Set<unknown>()
    for (const [index, key] of keys.entries()) {
      const jwk = key as unknown as JWK // what matters of its shape is looked at there
      const problem = names.has(key.kid)
        ? 'has the kid of another key'
        : (keyProblem(jwk) ?? publishedProblem(jwk))
      names.add(key.kid)
      if (problem !== undefined)
        context.addIssue({ code: 'custom', path: ['keys', index], message: problem })
    }
  })

/** Who a client is, how its tokens are judged, and what it may call: the part that open mode has not. */
export const trustSettings = {
  id: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be kebab-case')
    .refine((value) => value !== 'open', 'is the name of open mode; choose another'),
  tenant: z.string().min(1).optional(),
  issuer: claim.regex(/^\S+$/, 'must be the iss of the tokens, without blanks'),
  /** Values of the `tenant` claim: they tell clients of one issuer apart. */
  tenants: z.array(claim).default([]),
  jwksUrl: publicPlace.optional(),
  internalJwksUrl: internalPlace.optional(),
  jwks: jwks.optional(),
  jku: plain.optional(),
  algorithms: z.array(z.enum(ALGORITHMS)).min(1).default(['ES384', 'RS384']),
  audienceBaseUrl: baseUrl.optional(),
  audiences: z.array(claim).default([]),
  maxTokenSeconds: z.int().min(1).max(3600).default(300),
  lenientTyp: z.boolean().default(false),
  replay: z.enum(['off', 'log', 'reject']).optional(),
  services: z.array(z.string()).optional(),
  corsOrigins: z.array(origin).default([]),
  /** Whether its FHIR servers may be asked without a token (`FRA-03`). */
  openFhir: z.boolean().default(false),
  vendor: z.string().optional(),
}

interface Registration {
  readonly id: string
  readonly issuer: string
  readonly tenants: readonly string[]
}

interface Clash {
  readonly index: number
  readonly setting: 'id' | 'issuer' | 'tenants'
  readonly message: string
}

/** What is wrong between clients: two of one name, or two that a token could not tell apart (T30). */
export function clashesAmong(clients: readonly Registration[]): readonly Clash[] {
  return clients.flatMap((client, index): Clash[] => {
    const earlier = clients.slice(0, index)
    const sameIssuer = earlier.filter(({ issuer }) => issuer === client.issuer)
    const clash = (setting: Clash['setting'], message: string) => [{ index, setting, message }]
    if (earlier.some(({ id }) => id === client.id))
      return clash('id', 'is the id of another client')
    if (sameIssuer.some(({ tenants }) => tenants.length === 0 || client.tenants.length === 0))
      return clash(
        'issuer',
        'is the issuer of another client: give each of them tenants of its own',
      )
    const taken = new Set(sameIssuer.flatMap(({ tenants }) => tenants))
    return client.tenants.some((tenant) => taken.has(tenant))
      ? clash('tenants', 'has a tenant of another client')
      : []
  })
}

/** The three ways to give keys. */
export const KEY_SETTINGS = ['jwksUrl', 'internalJwksUrl', 'jwks'] as const
