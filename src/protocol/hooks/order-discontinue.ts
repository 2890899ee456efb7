import { z } from 'zod'
import { defineHook } from './define-hook.ts'
import { contextIds, orders } from './fields.ts'

export const orderDiscontinue = defineHook({
  name: 'order-discontinue',
  hookVersion: '0.1.0',
  status: 'draft',
  description: 'The user is stopping a signed order.',
  tokens: ['userId', 'patientId', 'encounterId'],
  context: z.looseObject({ ...contextIds, toBeDiscontinued: orders }),
})
