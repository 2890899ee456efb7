import { z } from 'zod'
import { defineHook } from './define-hook.ts'
import { contextIds, optionalUserId, orders } from './fields.ts'

/** A refill request came in, often with no user present (`CTX-02`). */
export const medicationRefill = defineHook({
  name: 'medication-refill',
  hookVersion: '0.1.0',
  status: 'draft',
  description: 'A refill of medicines was requested.',
  tokens: ['userId', 'patientId', 'encounterId'],
  orderFields: { orders: 'medications', mayBeIncomplete: false },
  context: z.looseObject({ ...contextIds, userId: optionalUserId, medications: orders }),
})
