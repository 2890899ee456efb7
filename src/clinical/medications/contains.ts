import type { CodeSet } from '../codes/code-set.ts'
import { RXNORM } from '../codes/systems.ts'
import type { MedicationView } from './view.ts'

/** Whether a medicine holds an ingredient of the set; `undefined` where its ingredients are unknown. */
export function contains(medication: MedicationView, set: CodeSet): boolean | undefined {
  if (medication.state === 'unknown') return undefined
  for (const code of medication.ingredients) if (set.keys.has(keyOf(code))) return true
  return false
}

// Ingredients are few and all from our own table; a key made anew would be hashed anew.
const keys = new Map<string, string>()

function keyOf(code: string): string {
  const known = keys.get(code)
  if (known !== undefined) return known
  const made = `${RXNORM}|${code}`
  keys.set(code, made)
  return made
}
