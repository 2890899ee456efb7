import { z } from 'zod'

/** Text that says something: not empty, not only white space (`GEN-04`, `GEN-05`). */
export const text = z.string().regex(/\S/, 'must not be empty')

/** A FHIR logical id (R4 `id`). */
export const fhirId = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9.-]{1,64}$/, 'must be a FHIR id: 1 to 64 of A-Z a-z 0-9 - .')

/** A relative reference `Type/id`. */
export const relativeReference = z
  .string()
  .regex(
    /^[A-Z][A-Za-z]{1,63}\/(?!\.{1,2}$)[A-Za-z0-9.-]{1,64}$/,
    'must be a reference of the form Type/id',
  )

/**
 * An id of one type. Some clients write `Patient/123` where the standard wants `123`: that type is taken
 * off (`REQ-09`); another type stays, and is an error: it names something else.
 */
function bareIdOf(type: string) {
  const prefix = `${type}/`
  return z.preprocess(
    (value) =>
      typeof value === 'string' && value.startsWith(prefix) ? value.slice(prefix.length) : value,
    fhirId,
  )
}

/** `patientId`. */
export const patientId = bareIdOf('Patient')

/** `encounterId`. */
export const encounterId = bareIdOf('Encounter')

/** An encounter that a client may leave out; some send `null` instead. */
export const optionalEncounterId = z.preprocess(
  (value) => value ?? undefined,
  encounterId.optional(),
)

/** Any FHIR resource: an object that says its type. Everything in it is kept. */
export const resource = z.looseObject({ resourceType: text })

/** A Bundle of resources; `type` and `fullUrl` may be missing (`CTX-07`). */
export const bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z.array(z.looseObject({}).nullish()).nullish(),
})

/** An absolute http(s) URL without user information. */
export const absoluteUrl = z.string().refine((value) => {
  const url = URL.parse(value)
  return (
    url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  )
}, 'must be an absolute http(s) URL')
