import type { Medicine } from './regimen.ts'

/** What could not be checked, and why: the arguments of `notChecked`. */
export type Unchecked = readonly [what: string, why: 'unavailable' | 'unusable']

export interface KnownMedicines {
  /** `undefined` where they could not be had. */
  readonly medications: readonly unknown[] | undefined
  readonly current: readonly Medicine[]
  readonly endedMedications: readonly unknown[] | undefined
  /** Whether medicines that have just ended matter to what is ordered. */
  readonly needsEnded: boolean
  isPartial(key: 'medications' | 'endedMedications'): boolean
}

/**
 * The medicines that an order could not be held against. Rules about interactions say it in the same
 * words, so that the gap card says it once.
 */
export function uncheckedMedicines({
  medications,
  current,
  endedMedications,
  needsEnded,
  isPartial,
}: KnownMedicines): Unchecked[] {
  const found: Unchecked[] = []
  if (medications === undefined)
    found.push(['drug interactions with current medicines', 'unavailable'])
  else if (isPartial('medications'))
    found.push(['drug interactions with all current medicines', 'unusable'])
  for (const { medication } of current)
    if (medication.state === 'unknown')
      found.push([`drug interactions with ${medication.name || 'a current medicine'}`, 'unusable'])
  if (needsEnded && (endedMedications === undefined || isPartial('endedMedications'))) {
    // Where current medicines were checked, the answer is not "nothing could be had".
    const isBlind = medications === undefined && endedMedications === undefined
    found.push([
      'drug interactions with medicines that have just ended',
      isBlind ? 'unavailable' : 'unusable',
    ])
  }
  return found
}
