import { z } from 'zod'
import { defineHook } from './define-hook.ts'
import { contextIds, orders } from './fields.ts'

/**
 * One or more orders were chosen, details may be missing. The public sandbox client also sends it
 * with neither selections nor drafts when its tab is clicked again: that is taken as "nothing chosen".
 */
export const orderSelect = defineHook({
  name: 'order-select',
  hookVersion: '1.0',
  status: 'stable',
  description: 'The user chose one or more orders.',
  tokens: ['userId', 'patientId', 'encounterId'],
  orderFields: { orders: 'draftOrders', selections: 'selections', mayBeIncomplete: true },
  context: z
    .looseObject({
      ...contextIds,
      selections: z.array(z.string().max(2048)).optional(),
      draftOrders: orders.optional(),
    })
    .refine((value) => (value.selections === undefined) === (value.draftOrders === undefined), {
      message: 'is required: send selections and draftOrders together',
    }),
})
