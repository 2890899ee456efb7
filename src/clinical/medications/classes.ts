import type { CodeSet } from '../codes/code-set.ts'
import data from './classes.json' with { type: 'json' }
import { ingredients } from './rxnorm.ts'

/** The id of a shipped class of medicines, such as `statin`. */
export type MedicationClass = keyof typeof data.classes

const made = new Map<MedicationClass, CodeSet>()

/** The ingredients of a class of medicines. */
export function medicationClass(id: MedicationClass): CodeSet {
  const known = made.get(id)
  if (known !== undefined) return known
  if (!Object.hasOwn(data.classes, id))
    throw new Error(`there is no class of medicines "${id}": docs/codes.md lists them`)
  const set = ingredients(Object.keys(data.classes[id]))
  made.set(id, set)
  return set
}
