import { z } from 'zod'
import { bundle, optionalEncounterId, patientId, relativeReference } from '../primitives.ts'

/** `userId`: always `Type/id`. */
export const userId = relativeReference

/** A user that the context may lack; `null` is taken as absent (`CTX-02`). */
export const optionalUserId = z.preprocess((value) => value ?? undefined, userId.optional())

/** The three ids that nearly every hook carries. */
export const contextIds = { userId, patientId, encounterId: optionalEncounterId }

/** A Bundle of orders, appointments or conditions. */
export const orders = bundle
