import type { Resource } from '../fhir/memory/bundle.ts'
import type { Stored } from '../fhir/memory/search.ts'
import { type FhirStore, fhirStore } from '../fhir/memory/store.ts'
import { USER } from './auth/id-token.ts'
import { patientOf } from './compartment.ts'
import { type PatientFile, readPatients, type SuggestedOrder } from './patient-files.ts'
import { type Visit, visitsOf } from './visits.ts'

/** A patient as the page lists it. */
export interface SandboxPatient {
  readonly id: string
  readonly name: string
  /** Absent where it is not on file, as is `gender`. */
  readonly birthDate?: string
  readonly gender?: string
  readonly story: string
  readonly tries: readonly string[]
  /** True where it was brought along rather than shipped. */
  readonly own: boolean
  readonly orders: readonly SuggestedOrder[]
  /** The open one first, then the latest. */
  readonly encounters: readonly Visit[]
  readonly appointments: readonly Stored[]
}

/** All that the sandbox holds of patients, in memory. */
export interface World {
  readonly store: FhirStore
  patients(): readonly SandboxPatient[]
  /** Takes the records of one more patient, under ids of their own. */
  add(patient: PatientFile): void
  /** How many were added. */
  readonly own: () => number
  reset(): void
}

const PAGE_SIZE = 100

export function createWorld(now: () => Date): World {
  // Links are relative here; the routes know by which address they were asked.
  const store = fhirStore(() => '', PAGE_SIZE, now)
  let shipped: readonly PatientFile[] = []
  let own: readonly PatientFile[] = []
  // Read when somebody first asks: most who start the service never do, and their days are told from then.
  let isThere = false

  function load(files: readonly PatientFile[]): void {
    for (const { resources } of files) for (const resource of resources) store.put(resource)
  }

  function reset(): void {
    store.clear()
    store.put(CLINICIAN)
    shipped = readPatients(now())
    own = []
    load(shipped)
    isThere = true
  }

  function ready(): void {
    if (!isThere) reset()
  }

  function listed(file: PatientFile, isOwn: boolean): SandboxPatient {
    const { id, story, tries, orders } = file
    const patient: Resource = store.read('Patient', id) ?? {}
    const all = (type: string) => store.all(type).filter((resource) => patientOf(resource) === id)
    return {
      ...{ id, story, tries, orders, own: isOwn },
      name: nameOf(patient),
      ...(typeof patient.birthDate === 'string' ? { birthDate: patient.birthDate } : {}),
      ...(typeof patient.gender === 'string' ? { gender: patient.gender } : {}),
      encounters: visitsOf(all('Encounter')),
      appointments: all('Appointment'),
    }
  }

  return {
    get store() {
      ready()
      return store
    },
    patients() {
      ready()
      return [
        ...shipped.map((file) => listed(file, false)),
        ...own.map((file) => listed(file, true)),
      ]
    },
    add(patient) {
      ready()
      own = [...own, patient]
      load([patient])
    },
    own: () => own.length,
    reset,
  }
}

const CLINICIAN: Stored = {
  resourceType: 'Practitioner',
  id: USER.replace('Practitioner/', ''),
  active: true,
  name: [{ family: 'Sandbox', given: ['Clinician'] }],
}

function nameOf({ name }: Resource): string {
  const [first] = (Array.isArray(name) ? name : []) as readonly {
    readonly text?: string
    readonly family?: string
    readonly given?: readonly string[]
  }[]
  return first?.text ?? [...(first?.given ?? []), first?.family ?? ''].join(' ').trim()
}
