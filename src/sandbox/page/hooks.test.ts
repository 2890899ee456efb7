import { describe, expect, test } from '@jest/globals'
import * as hooks from './hooks.ts'
import { draftOf } from './orders.ts'
import type { Patient } from './wire.ts'

const patient = { id: 'ada', encounters: [] as Patient['encounters'] } as unknown as Patient
const stay = { id: 'stay', title: 'Ward', discharge: true, start: false }
const drafts = ['d1', 'd2'].map((id) => draftOf({ resourceType: 'ServiceRequest' }, 'ada', id))

describe('contexts', () => {
  test('name user and patient, and the stay where there is one', () => {
    expect(hooks.chartOpened(patient).context).toEqual({ userId: hooks.USER, patientId: 'ada' })
    expect(hooks.chartOpened({ ...patient, encounters: [stay] }).context.encounterId).toBe('stay')
  })

  test('order-select selects every draft; order-sign needs no selection', () => {
    const { context } = hooks.ordersSelected(patient, drafts)
    expect(context.selections).toEqual(['ServiceRequest/d1', 'ServiceRequest/d2'])
    expect(context.draftOrders).toMatchObject({ entry: [{}, {}] })
    expect(hooks.ordersSigned(patient, drafts).context.selections).toBeUndefined()
  })

  test('discharge and check-in are about the encounter in hand', () => {
    expect(hooks.discharged(patient, 'a').context.encounterId).toBe('a')
    expect(hooks.encounterStarted(patient, 'b').context.encounterId).toBe('b')
  })

  test('an appointment is sent as a Bundle', () => {
    const { context } = hooks.appointmentBooked(patient, { resourceType: 'Appointment' })
    expect(context.appointments).toMatchObject({
      resourceType: 'Bundle',
      entry: [{ resource: { resourceType: 'Appointment' } }],
    })
  })
})

test('services are those that discovery lists for the hook', () => {
  const entry = (id: string, hook: string) => ({ id, hook, description: id })
  const services = [entry('a', 'patient-view'), entry('a', 'order-sign'), entry('b', 'order-sign')]
  expect(hooks.servicesFor(services, 'order-sign').map(({ id }) => id)).toEqual(['a', 'b'])
})
