import { list, record, text } from '../../clinical/codes/record.ts'
import { codesIn } from '../../clinical/readers/concept.ts'
import { isDeceased } from '../../clinical/readers/patient.ts'

/** Who the chart is about: what the page's banner says, and nothing else of the Patient (ASVS 15.3.1). */
export interface Person {
  readonly name?: string
  readonly birthDate?: string
  /** The administrative gender. */
  readonly sex?: string
  /** The record number. */
  readonly mrn?: string
  readonly isDeceased: boolean
}

/** Reads a Patient; what it does not say is absent, never guessed. */
export function personOf(patient: Readonly<Record<string, unknown>>, now: Date): Person {
  const identifiers = list(patient.identifier).map(record)
  const facts = {
    name: nameOf(list(patient.name)),
    birthDate: text(patient.birthDate),
    sex: text(patient.gender),
    mrn: text(identifiers.find((each) => codesIn(each?.type).includes('MR'))?.value),
  }
  const known = Object.entries(facts).filter(([, fact]) => fact !== undefined)
  return { ...Object.fromEntries(known), isDeceased: isDeceased(patient, now) }
}

function nameOf(names: readonly unknown[]): string | undefined {
  const all = names.map(record).filter((each) => each !== undefined)
  const name = all.find(({ use }) => use === 'official') ?? all[0]
  const parts = [...list(name?.given), name?.family].flatMap((part) => text(part) ?? [])
  return text(name?.text) ?? text(parts.join(' '))
}
