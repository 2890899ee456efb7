import { list, record, text } from '../../clinical/codes/record.ts'
import { codesIn } from '../../clinical/readers/concept.ts'
import { isDeceased } from '../../clinical/readers/patient.ts'
import type { Resource } from '../api/contract.ts'

/** Who the chart is about, as the banner says it. */
export interface Person {
  readonly name: string
  readonly birthDate?: string
  readonly sex: string
  readonly mrn?: string
  readonly isDeceased: boolean
}

/** Reads a Patient; what it does not say is said to be missing, never guessed. */
export function personOf(patient: Resource, now: Date): Person {
  const birthDate = text(patient.birthDate)
  const identifiers = list(patient.identifier).map(record)
  const mrn = text(identifiers.find((each) => codesIn(each?.type).includes('MR'))?.value)
  return {
    name: nameOf(list(patient.name)) ?? 'Name not recorded',
    ...(birthDate === undefined ? {} : { birthDate }),
    sex: text(patient.gender) ?? 'not recorded',
    ...(mrn === undefined ? {} : { mrn }),
    isDeceased: isDeceased(patient, now),
  }
}

function nameOf(names: readonly unknown[]): string | undefined {
  const all = names.map(record).filter((each) => each !== undefined)
  const name = all.find(({ use }) => use === 'official') ?? all[0]
  const parts = [...list(name?.given), name?.family].flatMap((part) => text(part) ?? [])
  return text(name?.text) ?? text(parts.join(' '))
}
