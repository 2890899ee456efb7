import { z } from 'zod'
import { encounterId } from '../primitives.ts'
import { defineHook } from './define-hook.ts'
import { contextIds } from './fields.ts'

export const encounterStart = defineHook({
  name: 'encounter-start',
  hookVersion: '1.0',
  status: 'stable',
  description: 'An encounter begins: admission or check-in.',
  tokens: ['userId', 'patientId', 'encounterId'],
  context: z.looseObject({ ...contextIds, encounterId }),
})
