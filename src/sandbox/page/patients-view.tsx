import { Button } from '../../look/button.tsx'
import { day, yearsOld } from '../../look/format.ts'
import { openChart } from './acts.ts'
import { OwnPatient } from './own-patient.tsx'
import type { Store } from './store.ts'
import type { Patient } from './wire.ts'

interface PatientsViewProps {
  readonly store: Store
  readonly patients: readonly Patient[]
}

/** The way in: who can be tried, and what to look for. */
export function PatientsView({ store, patients }: PatientsViewProps) {
  return (
    <>
      <div class="stack intro">
        <h1 id="title" tabIndex={-1}>
          Choose a patient
        </h1>
        <p>
          A small EHR to see decision support at work. The patients are made up, and nothing leaves
          this machine. Opening a chart asks every service that answers <code>patient-view</code>.
          You can also <a href="#own">bring your own patient</a>.
        </p>
      </div>
      <ul class="patients">
        {patients.map((patient) => (
          <PatientItem
            key={patient.id}
            patient={patient}
            onOpen={() => openChart(store, patient.id)}
          />
        ))}
      </ul>
      <OwnPatient store={store} />
    </>
  )
}

/** Sex, age and birth date, as far as they are known. */
export function whoIs({ gender, birthDate }: Patient): string {
  const age = yearsOld(birthDate, new Date().toISOString().slice(0, 10))
  return [
    gender ?? 'sex unknown',
    age === undefined ? undefined : `${age} years`,
    `born ${day(birthDate) ?? 'on an unknown day'}`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
}

interface PatientItemProps {
  readonly patient: Patient
  readonly onOpen: () => void
}

function PatientItem({ patient, onOpen }: PatientItemProps) {
  const { name, story, tries, own } = patient
  return (
    <li class="panel patient">
      <div>
        <h2>{name}</h2>
        <p class="small quiet">
          {whoIs(patient)}
          {own && ' · your own'}
        </p>
      </div>
      <p>{story}</p>
      {tries.length > 0 && (
        <div>
          <h3 class="small quiet">Try</h3>
          <ul class="tries">
            {tries.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </div>
      )}
      <div class="row patient-open">
        <Button kind="primary" label={`Open chart: ${name}`} onPress={onOpen}>
          Open chart
        </Button>
      </div>
    </li>
  )
}
