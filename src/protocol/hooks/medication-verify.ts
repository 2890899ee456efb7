import { z } from 'zod'
import { resource } from '../primitives.ts'
import { defineHook } from './define-hook.ts'
import { contextIds } from './fields.ts'
import { unwrapping } from './wrapped.ts'

export const medicationVerify = defineHook({
  name: 'medication-verify',
  hookVersion: '0.1.0',
  status: 'draft',
  description: 'A pharmacist is about to verify a signed order.',
  tokens: ['userId', 'patientId', 'encounterId'],
  orderFields: { orders: 'medication', mayBeIncomplete: false },
  context: unwrapping(
    'medication',
    ['order'],
    z.looseObject({ ...contextIds, medication: resource }),
  ),
})
