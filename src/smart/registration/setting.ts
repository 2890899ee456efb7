import { z } from 'zod'

/** A browser origin, exactly as browsers send it. */
const origin = z.string().refine((value) => {
  const url = URL.parse(value)
  return url?.origin === value && /^https?:$/.test(url.protocol) && !value.includes('*')
}, 'must be an origin such as https://ehr.example.org')

const variable = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable, such as NORTH_SECRET')

/**
 * The companion app as it is registered with a client's EHR. Secrets are named here and stand in the
 * environment or in a file of their own, never in the configuration.
 */
export const companionSetting = z
  .strictObject({
    clientId: z.string().regex(/^[\x21-\x7e]{1,256}$/, 'must be the client_id that the EHR gave'),
    /** FHIR bases from which it may be launched; absent: all of the client's. */
    iss: z.array(z.string()).min(1).optional(),
    /** What is asked for in place of what the services need. */
    scopes: z
      .array(
        z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/, 'must be one scope, without blanks'),
      )
      .min(1)
      .optional(),
    secretEnv: variable.optional(),
    privateKeyEnv: variable.optional(),
    privateKeyFile: z.string().min(1).optional(),
    /** Origins of the authorization server, where that is not the FHIR server's. */
    authOrigins: z.array(origin).default([]),
    /** The OpenID issuer that its servers must name, letter by letter; absent: any at these origins. */
    issuer: z.url({ protocol: /^https?$/ }).optional(),
    /** Origins of the EHR's pages that may put the app into a frame. */
    frameAncestors: z.array(origin).default([]),
    /** Whether tokens are revoked at the end, where the server offers it. */
    revoke: z.boolean().default(true),
  })
  .superRefine(({ secretEnv, privateKeyEnv, privateKeyFile }, context) => {
    const given = [secretEnv, privateKeyEnv, privateKeyFile].filter((each) => each !== undefined)
    if (given.length <= 1) return
    const message = 'give one of secretEnv, privateKeyEnv, privateKeyFile'
    context.addIssue({ code: 'custom', message })
  })

export type CompanionSetting = z.output<typeof companionSetting>
