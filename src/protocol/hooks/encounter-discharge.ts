import { z } from 'zod'
import { encounterId } from '../primitives.ts'
import { defineHook } from './define-hook.ts'
import { contextIds } from './fields.ts'

export const encounterDischarge = defineHook({
  name: 'encounter-discharge',
  hookVersion: '1.0',
  status: 'stable',
  description: 'The patient is being discharged.',
  tokens: ['userId', 'patientId', 'encounterId'],
  context: z.looseObject({ ...contextIds, encounterId }),
})
