import { z } from 'zod'
import { defineHook } from './define-hook.ts'
import { contextIds, orders } from './fields.ts'

/** Withdrawn in favour of order-select and order-sign; still sent by older clients (`HOOK-09`). */
export const medicationPrescribe = defineHook({
  name: 'medication-prescribe',
  hookVersion: '1.0',
  status: 'withdrawn',
  description: 'Withdrawn: the user is prescribing medicines.',
  tokens: ['userId', 'patientId', 'encounterId'],
  orderFields: { orders: 'medications', mayBeIncomplete: false },
  context: z.looseObject({ ...contextIds, medications: orders }),
})
