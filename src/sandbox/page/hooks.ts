import type { Draft } from './orders.ts'
import type { HookContext, Patient, Resource, ServiceEntry } from './wire.ts'

/** Where in the work a hook belongs: its cards stand together, and a newer call takes their place. */
export type Moment = 'chart' | 'orders' | 'visit'

/** Who works with this EHR. */
export const USER = 'Practitioner/sandbox-clinician'

/** What is asked of services at one moment. */
export interface Occasion {
  readonly moment: Moment
  readonly hook: string
  readonly context: HookContext
}

const bundle = (resources: readonly Resource[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
})

const ids = (patient: Patient, encounter = currentEncounter(patient)) => ({
  userId: USER,
  patientId: patient.id,
  ...(encounter === undefined ? {} : { encounterId: encounter }),
})

/** The stay the patient is in, where there is one. */
export function currentEncounter({ encounters }: Patient): string | undefined {
  return encounters.find(({ discharge }) => discharge)?.id
}

export function chartOpened(patient: Patient): Occasion {
  return { moment: 'chart', hook: 'patient-view', context: ids(patient) }
}

/**
 * Orders were touched (`order-select`). All drafts count as selected: this page shows one answer at a
 * time, and a card about an earlier draft must not vanish because a later one was added.
 */
export function ordersSelected(patient: Patient, drafts: readonly Draft[]): Occasion {
  const selections = drafts.map(({ resource }) => `${resource.resourceType}/${resource.id}`)
  const draftOrders = bundle(drafts.map(({ resource }) => resource))
  const context = { ...ids(patient), selections, draftOrders }
  return { moment: 'orders', hook: 'order-select', context }
}

/** Orders are about to be signed (`order-sign`). */
export function ordersSigned(patient: Patient, drafts: readonly Draft[]): Occasion {
  const draftOrders = bundle(drafts.map(({ resource }) => resource))
  return { moment: 'orders', hook: 'order-sign', context: { ...ids(patient), draftOrders } }
}

export function discharged(patient: Patient, encounter: string): Occasion {
  return { moment: 'visit', hook: 'encounter-discharge', context: ids(patient, encounter) }
}

export function encounterStarted(patient: Patient, encounter: string): Occasion {
  return { moment: 'visit', hook: 'encounter-start', context: ids(patient, encounter) }
}

export function appointmentBooked(patient: Patient, appointment: Resource): Occasion {
  const context = { ...ids(patient), appointments: bundle([appointment]) }
  return { moment: 'visit', hook: 'appointment-book', context }
}

/** The services that answer a hook, as discovery lists them. */
export function servicesFor(
  services: readonly ServiceEntry[],
  hook: string,
): readonly ServiceEntry[] {
  return services.filter((entry) => entry.hook === hook)
}
