import type { CodeSet } from '../codes/code-set.ts'
import { RXNORM } from '../codes/systems.ts'
import type { MedicationView } from './view.ts'

/** Whether a medicine holds an ingredient of the set; `undefined` where its ingredients are unknown. */
export function contains(medication: MedicationView, set: CodeSet): boolean | undefined {
  if (medication.state === 'unknown') return undefined
  return medication.ingredients.some((code) => set.keys.has(`${RXNORM}|${code}`))
}
