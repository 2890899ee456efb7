import { z } from 'zod'
import type { Writable } from '../registration/scopes.ts'

// Members as FHIR R4 has them (https://hl7.org/fhir/R4/resourcelist.html). All may be absent: whether a
// resource is whole is for its server to say.
const text = z.string()
const bool = z.boolean()
const coding = z.strictObject({
  ...{ system: text.optional(), version: text.optional(), code: text.optional() },
  ...{ display: text.optional(), userSelected: bool.optional() },
})
const concept = z.strictObject({ coding: z.array(coding).optional(), text: text.optional() })
const concepts = z.array(concept)
const quantity = z.strictObject({
  ...{ value: z.number().optional(), comparator: text.optional(), unit: text.optional() },
  ...{ system: text.optional(), code: text.optional() },
})
const period = z.strictObject({ start: text.optional(), end: text.optional() })
/** Who says it is whoever is logged in: nobody else may be named. */
const notes = z.array(z.strictObject({ text: text.optional(), time: text.optional() }))
/** Whose it is says the route; another name beside the reference could not be checked. */
const subject = z.strictObject({ reference: text })
/** What it holds, and no address of it: that could be anybody's, and change. */
const attachment = z.strictObject({
  ...{ contentType: text.optional(), language: text.optional(), data: text.optional() },
  ...{ title: text.optional(), creation: text.optional() },
})
const measured = {
  ...{ code: concept, valueQuantity: quantity, valueCodeableConcept: concept, valueString: text },
  ...{ valueBoolean: bool, valueInteger: z.number(), dataAbsentReason: concept },
  interpretation: concepts,
}

/**
 * What the app writes of each type, member by member (ASVS 15.3.3). No reference leads anywhere but to the
 * patient, so that nobody is named who did not act, and there are no extensions: what nobody knows here
 * nobody could confirm.
 */
export const WRITABLE_MEMBERS: Readonly<Record<Writable, z.ZodType>> = {
  ServiceRequest: z
    .strictObject({
      ...{ resourceType: text, status: text, intent: text, priority: text, subject, note: notes },
      ...{ category: concepts, code: concept, orderDetail: concepts, doNotPerform: bool },
      ...{ quantityQuantity: quantity, occurrenceDateTime: text, occurrencePeriod: period },
      ...{ asNeededBoolean: bool, authoredOn: text, reasonCode: concepts, bodySite: concepts },
      patientInstruction: text,
    })
    .partial(),
  Observation: z
    .strictObject({
      ...{ resourceType: text, status: text, category: concepts, subject, note: notes },
      ...{ effectiveDateTime: text, effectivePeriod: period, effectiveInstant: text },
      ...{ ...measured, bodySite: concept, method: concept },
      component: z.array(z.strictObject(measured).partial()),
    })
    .partial(),
  DocumentReference: z
    .strictObject({
      ...{ resourceType: text, status: text, docStatus: text, type: concept, category: concepts },
      ...{ subject, date: text, description: text },
      content: z.array(z.strictObject({ attachment, format: coding }).partial()),
    })
    .partial(),
}
