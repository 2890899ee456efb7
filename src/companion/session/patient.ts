import type { Resource } from '../api/contract.ts'

/** Who the chart is about, as the banner says it. */
export interface Person {
  readonly name: string
  readonly birthDate?: string
  readonly sex: string
  readonly mrn?: string
  readonly isDeceased: boolean
}

interface HumanName {
  use?: unknown
  text?: unknown
  family?: unknown
  given?: unknown
}
interface Identifier {
  value?: unknown
  type?: { coding?: readonly { code?: unknown }[] }
}

/** Reads a Patient; what it does not say is said to be missing, never guessed. */
export function personOf(patient: Resource): Person {
  const { birthDate, gender, deceasedBoolean, deceasedDateTime } = patient
  const mrn = listOf<Identifier>(patient.identifier).find(({ type }) =>
    listOf<{ code?: unknown }>(type?.coding).some(({ code }) => code === 'MR'),
  )?.value
  return {
    name: nameOf(listOf<HumanName>(patient.name)),
    ...(typeof birthDate === 'string' ? { birthDate } : {}),
    sex: typeof gender === 'string' ? gender : 'not recorded',
    ...(typeof mrn === 'string' ? { mrn } : {}),
    isDeceased: deceasedBoolean === true || deceasedDateTime !== undefined,
  }
}

function nameOf(names: readonly HumanName[]): string {
  const name = names.find(({ use }) => use === 'official') ?? names[0]
  if (name === undefined) return 'Name not recorded'
  if (typeof name.text === 'string') return name.text
  const parts = [...listOf(name.given), name.family].filter((part) => typeof part === 'string')
  return parts.length === 0 ? 'Name not recorded' : parts.join(' ')
}

function listOf<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? value.filter((each) => each !== null) : []
}
