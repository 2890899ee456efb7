import { expect } from '@jest/globals'
import { discoveryOf } from '../../src/engine/discovery.ts'
import type { Registry } from '../../src/engine/registry.ts'
import type { SandboxPatient } from '../../src/sandbox/world.ts'
import { pageCall } from './smart-app.ts'
import { responseSchema } from './wire.ts'

/** What a patient's services say, as `indicator: summary`, through FHIR alone. */
export interface Said {
  readonly view: readonly string[]
  readonly orders: Readonly<Record<string, readonly string[]>>
  readonly discharge?: readonly string[]
  readonly appointment?: readonly string[]
}

/** Calls every service on every moment of the patient's story, as the page does. */
export async function callAll(
  url: string,
  registry: Registry,
  patient: SandboxPatient,
): Promise<Said> {
  const { body: access } = await pageCall(url, 'token', { patient: patient.id })
  const ids = { userId: 'Practitioner/sandbox-clinician', patientId: patient.id }

  async function cardsOf(hook: string, context: object): Promise<string[]> {
    const cards: string[] = []
    for (const { id, hook: answered } of discoveryOf(registry.values()).services) {
      if (answered !== hook) continue
      const request = {
        ...{ hook, hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea' },
        ...{ context: { ...ids, ...context }, ...access },
      }
      const answer = await fetch(`${url}/cds-services/${id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      })
      expect({ id, status: answer.status }).toEqual({ id, status: 200 })
      const response = responseSchema.parse(await answer.json())
      cards.push(...response.cards.map(({ indicator, summary }) => `${indicator}: ${summary}`))
    }
    return cards
  }

  const orders: Record<string, readonly string[]> = {}
  for (const { title, resource } of patient.orders)
    orders[title] = await cardsOf('order-sign', {
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: [{ resource }] },
    })
  const stay = patient.encounters.find(({ discharge }) => discharge)
  return {
    view: await cardsOf('patient-view', {}),
    orders,
    ...(stay === undefined
      ? {}
      : { discharge: await cardsOf('encounter-discharge', { encounterId: stay.id }) }),
    ...(patient.appointments.length === 0
      ? {}
      : {
          appointment: await cardsOf('appointment-book', {
            appointments: {
              resourceType: 'Bundle',
              type: 'collection',
              entry: patient.appointments.map((resource) => ({ resource })),
            },
          }),
        }),
  }
}
