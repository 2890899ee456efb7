import { contains, isSystemic, type Medicine } from '#cds'
import type { Band } from './doses.ts'

type Beside = Pick<Medicine, 'medication' | 'resource'>

/** Finds the medicines beside which a band states no dose; gone through once for each band. */
export function avoidedAmong(
  medicines: readonly Beside[],
): (band: Pick<Band, 'avoidWith'>) => readonly Beside[] {
  const found = new Map<Band['avoidWith'], readonly Beside[]>([[undefined, []]])
  return ({ avoidWith }) => {
    const known = found.get(avoidWith)
    if (known !== undefined || avoidWith === undefined) return known ?? []
    const all = medicines.filter(
      ({ medication }) => isSystemic(medication) && contains(medication, avoidWith) === true,
    )
    found.set(avoidWith, all)
    return all
  }
}
