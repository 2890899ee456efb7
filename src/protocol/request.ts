import { z } from 'zod'
import { absoluteUrl, fhirId, text } from './primitives.ts'

/**
 * The longest that fields may be, in characters (threat T9): what real record systems send stays far
 * below. A token goes into a header, and servers take 8 to 16 KiB of those.
 */
const MOST = { name: 256, url: 2048, token: 16 * 1024 } as const

/** `fhirAuthorization`: a token for the client's FHIR server, for this request only (`FA-01`, `FA-06`). */
export const fhirAuthorization = z.looseObject({
  access_token: z.string().max(MOST.token),
  token_type: z.string().regex(/^bearer$/i, 'must be "Bearer"'),
  expires_in: z.int(),
  scope: z.string().max(MOST.token),
  subject: text.max(MOST.url),
  patient: fhirId.nullish(),
})

/** A JSON object of agreed members; anything else is rejected (`EXT-01`). */
export const extension = z.looseObject({})

/**
 * The envelope of a hook call, the same for all hooks; the context is checked by the hook's own
 * schema. Unknown members are kept out of the way, never an error (`GEN-15`).
 */
export const request = z
  .looseObject({
    hook: text.max(MOST.name),
    hookInstance: text.max(MOST.name),
    fhirServer: absoluteUrl.max(MOST.url).optional(),
    // Real clients send null for what they do not have. No `preprocess` here: it keeps the whole chart
    // alive beyond the request.
    fhirAuthorization: fhirAuthorization.nullish(),
    context: z.looseObject({}),
    prefetch: z.record(z.string(), z.unknown()).nullish(),
    extension: extension.nullish(),
  })
  .refine((value) => value.fhirAuthorization == null || value.fhirServer !== undefined, {
    path: ['fhirServer'],
    message: 'is required when fhirAuthorization is given',
  })

export type HookRequest = z.output<typeof request>

/** Whether a string is a UUID of any version and case (`REQ-03`). */
export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)
}
