import { Button } from '../../look/button.tsx'
import { Panel } from '../../look/panel.tsx'
import { ask } from './ask.ts'
import type { ChartProps } from './chart-view.tsx'
import * as hooks from './hooks.ts'
import type { Resource } from './wire.ts'

/** Admission, discharge and appointments, where the patient has them and a service listens. */
export function VisitPanel({ store, state, patient }: ChartProps) {
  if (state.start.state !== 'ready') return null
  const {
    listing: { services },
  } = state.start
  const listens = (hook: string) => hooks.servicesFor(services, hook).length > 0
  const steps = [
    ...patient.encounters.flatMap(({ id, title, discharge, start }) => [
      ...(discharge
        ? [{ key: id, title, does: 'Discharge', occasion: hooks.discharged(patient, id) }]
        : []),
      ...(start
        ? [{ key: id, title, does: 'Check in', occasion: hooks.encounterStarted(patient, id) }]
        : []),
    ]),
    ...patient.appointments.map((appointment, index) => ({
      key: appointment.id ?? `appointment-${index}`,
      title: titleOfAppointment(appointment),
      does: 'Book',
      occasion: hooks.appointmentBooked(patient, appointment),
    })),
  ].filter(({ occasion }) => listens(occasion.hook))
  if (steps.length === 0) return null
  return (
    <Panel title="Visits">
      <ul class="orders">
        {steps.map(({ key, title, does, occasion }) => (
          <li class="order" key={key}>
            <strong>{title}</strong>
            <Button label={`${does}: ${title}`} onPress={() => ask(store, occasion)}>
              {does}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function titleOfAppointment({ description, serviceType }: Resource): string {
  const [type] = (serviceType ?? []) as readonly { readonly text?: string }[]
  if (typeof description === 'string') return description
  return type?.text ?? 'Appointment'
}
