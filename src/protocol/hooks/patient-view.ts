import { z } from 'zod'
import { defineHook } from './define-hook.ts'
import { contextIds } from './fields.ts'

export const patientView = defineHook({
  name: 'patient-view',
  hookVersion: '1.0',
  status: 'stable',
  description: 'The user opened a patient’s chart.',
  tokens: ['userId', 'patientId', 'encounterId'],
  context: z.looseObject(contextIds),
})
