import { isOrdered, wordsIn } from '#cds'
import { type Listed, testsOf } from './listed.ts'

interface Named {
  readonly code?: unknown
  readonly serviceType?: unknown
  readonly reasonCode?: unknown
  readonly description?: unknown
}

// Nobody comes.
const OFF = new Set<unknown>(['cancelled', 'noshow', 'entered-in-error'])

/** The appointments that are being booked, where the hook has some. */
export function appointmentsIn(context: object): readonly object[] {
  const { appointments } = context as { readonly appointments?: { readonly entry?: unknown } }
  const entries: readonly unknown[] = Array.isArray(appointments?.entry) ? appointments.entry : []
  return entries.flatMap((each) => {
    const resource = (each as { readonly resource?: unknown } | null)?.resource
    if (typeof resource !== 'object' || resource === null) return []
    return OFF.has((resource as { readonly status?: unknown }).status) ? [] : [resource]
  })
}

/** Whether a test of a screening is ordered or being booked, by code or by its words. */
export function isPlanned({ screening, words }: Listed, planned: readonly object[]): boolean {
  return (
    testsOf(screening).some((name) => isOrdered(planned, name)) ||
    planned.some((each) => wordsOf(each).some((text) => words.test(text)))
  )
}

/** Whether an order or appointment is a colonoscopy. */
export function isColonoscopy(planned: object): boolean {
  return (
    isOrdered([planned], 'colonoscopy') || wordsOf(planned).some((text) => /colonoscop/i.test(text))
  )
}

function wordsOf(resource: object): readonly string[] {
  const { resourceType, code, serviceType, reasonCode, description } = resource as Named & {
    readonly resourceType?: unknown
  }
  if (resourceType !== 'Appointment') return wordsIn(code)
  const told = typeof description === 'string' ? [description] : []
  return [...wordsIn(serviceType), ...wordsIn(reasonCode), ...told]
}
