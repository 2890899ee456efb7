import { z } from 'zod'
import { text } from './primitives.ts'
import { extension } from './request.ts'

/** One service under one hook, as `GET /cds-services` lists it (`DISC-05`). */
const serviceEntry = z.strictObject({
  hook: text,
  title: text.optional(),
  description: text,
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be kebab-case: one URL path segment'),
  prefetch: z.record(z.string(), text).optional(),
  usageRequirements: text.optional(),
  version: text.optional(),
  hookVersion: text.optional(),
  extension: extension.optional(),
})

export const discovery = z.strictObject({ services: z.array(serviceEntry) })

export type ServiceEntry = z.output<typeof serviceEntry>
export type Discovery = z.output<typeof discovery>
