import { z } from 'zod'
import { defineHook } from './define-hook.ts'
import { contextIds, orders } from './fields.ts'

export const problemListItemCreate = defineHook({
  name: 'problem-list-item-create',
  hookVersion: '0.1.0',
  status: 'draft',
  description: 'The user added to the problem list.',
  tokens: ['userId', 'patientId', 'encounterId'],
  context: z.looseObject({ ...contextIds, conditions: orders }),
})
