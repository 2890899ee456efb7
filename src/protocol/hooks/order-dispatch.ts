import { z } from 'zod'
import { patientId, relativeReference, resource } from '../primitives.ts'
import { defineHook } from './define-hook.ts'

/** Brings the 1.0 shape (`order`, `task`) and the misprinted `fulfillment-tasks` to 1.1 (`CTX-04`). */
function toVersion11(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { order, task, 'fulfillment-tasks': misprinted, ...rest } = value as Record<string, unknown>
  const tasks = misprinted ?? (task === undefined || task === null ? undefined : [task])
  return {
    ...(order === undefined ? {} : { dispatchedOrders: [order] }),
    ...(tasks === undefined ? {} : { fulfillmentTasks: tasks }),
    ...rest,
  }
}

export const orderDispatch = defineHook({
  name: 'order-dispatch',
  hookVersion: '1.1',
  status: 'stable',
  description: 'A performer is being chosen for an order.',
  tokens: ['patientId', 'dispatchedOrders', 'performer'],
  context: z.preprocess(
    toVersion11,
    z.looseObject({
      patientId,
      dispatchedOrders: z.array(relativeReference).min(1),
      performer: relativeReference,
      fulfillmentTasks: z.array(resource).optional(),
    }),
  ),
})
