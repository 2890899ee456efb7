import { z } from 'zod'
import { hostWithinReach } from './security/address-guard.ts'
import { isLoopback, plainUrl } from './security/outbound.ts'

const plain = z
  .string()
  .refine(
    (value) => plainUrl(value) !== undefined,
    'must be a plain http(s) base URL: no user, query, fragment, ".." or address in disguise',
  )

/** Whether a base may be what it says: what could never be called must not pass unnoticed (T30). */
export function isPublic(value: string): boolean {
  const url = plainUrl(value)
  if (url === undefined) return true // told above
  return (
    url.protocol === 'https:' &&
    !isLoopback(url.hostname) &&
    hostWithinReach(url.hostname, 'public')
  )
}

const remedy =
  'must be https and at a public address; one in your own network goes to internalFhirServers'

/** A FHIR base URL in a client's list: https, and at public addresses. */
export const publicFhirServer = plain.refine(isPublic, remedy)

/** The same in open mode, where this machine's may be called anyhow. */
export const openFhirServer = plain.refine(
  (value) => isPublic(value) || isLoopback(plainUrl(value)?.hostname ?? ''),
  remedy,
)

/** A FHIR base URL that the operator vouches for: http, private addresses and this machine's too. */
export const internalFhirServer = plain.refine((value) => {
  const url = plainUrl(value)
  return url === undefined || hostWithinReach(url.hostname, 'internal')
}, 'is an address that no server has')
