import { z } from 'zod'
import { defineHook } from './define-hook.ts'
import { contextIds, orders } from './fields.ts'

/** Withdrawn in favour of order-sign; still sent by older clients (`HOOK-09`). */
export const orderReview = defineHook({
  name: 'order-review',
  hookVersion: '1.0',
  status: 'withdrawn',
  description: 'Withdrawn: the user reviews orders before signing.',
  tokens: ['userId', 'patientId', 'encounterId'],
  orderFields: { orders: 'orders', mayBeIncomplete: false },
  context: z.looseObject({ ...contextIds, orders }),
})
