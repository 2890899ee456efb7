import { z } from 'zod'
import { defineHook } from './define-hook.ts'
import { contextIds, orders } from './fields.ts'

/** Orders are about to be signed; re-signed ones need not be drafts (`CTX-06`). */
export const orderSign = defineHook({
  name: 'order-sign',
  hookVersion: '1.0',
  status: 'stable',
  description: 'The user is ready to sign the orders.',
  tokens: ['userId', 'patientId', 'encounterId'],
  orderFields: { orders: 'draftOrders', mayBeIncomplete: false },
  context: z.looseObject({ ...contextIds, draftOrders: orders }),
})
