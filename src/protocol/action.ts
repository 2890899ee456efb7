import { z } from 'zod'
import { relativeReference, resource, text } from './primitives.ts'
import { extension } from './request.ts'

const base = { description: text, extension: extension.optional() }

/** Creates a complete new resource (`ACT-02`). */
const createAction = z.strictObject({ type: z.literal('create'), ...base, resource })

/** Replaces a resource by its whole new content, `id` included (`ACT-03`). */
const updateAction = z.strictObject({
  type: z.literal('update'),
  ...base,
  resource: resource.and(z.looseObject({ id: text })),
})

/** Removes a resource (`ACT-04`). */
const deleteAction = z.strictObject({
  type: z.literal('delete'),
  ...base,
  resourceId: relativeReference,
})

/** One change that a suggestion, or the service itself, proposes. */
export const action = z.discriminatedUnion('type', [createAction, updateAction, deleteAction])

export type Action = z.output<typeof action>
