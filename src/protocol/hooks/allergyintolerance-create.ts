import { z } from 'zod'
import { defineHook } from './define-hook.ts'
import { contextIds } from './fields.ts'
import { unwrapping } from './wrapped.ts'

export const allergyIntoleranceCreate = defineHook({
  name: 'allergyintolerance-create',
  hookVersion: '0.1.0',
  status: 'draft',
  description: 'The user is recording a new allergy or intolerance.',
  tokens: ['userId', 'patientId', 'encounterId'],
  context: unwrapping(
    'allergyIntolerance',
    ['allergyIntolerances'],
    z.looseObject({
      ...contextIds,
      allergyIntolerance: z.looseObject({ resourceType: z.literal('AllergyIntolerance') }),
    }),
  ),
})
