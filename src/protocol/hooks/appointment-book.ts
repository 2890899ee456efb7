import { z } from 'zod'
import { defineHook } from './define-hook.ts'
import { contextIds, orders } from './fields.ts'

export const appointmentBook = defineHook({
  name: 'appointment-book',
  hookVersion: '1.0',
  status: 'stable',
  description: 'Appointments are being booked for the patient.',
  tokens: ['userId', 'patientId', 'encounterId'],
  context: z.looseObject({ ...contextIds, appointments: orders }),
})
