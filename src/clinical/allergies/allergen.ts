import { codingsOf } from '../codes/code-set.ts'
import { list, record, text } from '../codes/record.ts'
import { medicationView } from '../medications/view.ts'

/** What an allergy is to. */
export type Allergen =
  /** A medicine, by its RxNorm ingredients. */
  | { readonly kind: 'drug'; readonly ingredients: readonly string[] }
  /** No medicine: food, pollen, or the statement that no allergy is known. */
  | { readonly kind: 'other' }
  /** Its codes do not say; `name` is the client's own words. */
  | { readonly kind: 'unknown'; readonly name: string | undefined }

// "No known allergy", "no known drug allergy", "no known environmental allergy" (SNOMED CT).
const NO_KNOWN = new Set(['716186003', '409137002', '428197003'])

// A biologic may be a medicine, and DSTU2's "other" may be anything.
const NO_MEDICINE: ReadonlySet<unknown> = new Set(['food', 'environment'])

/** The substance of an AllergyIntolerance, by its codes alone; DSTU2 has it and its category elsewhere. */
export function allergenOf(allergy: object): Allergen {
  const it = record(allergy) ?? {}
  const code = it.code ?? it.substance
  const view = medicationView({ resourceType: 'Medication', code })
  if (view.state === 'known') return { kind: 'drug', ingredients: view.ingredients }
  const categories = typeof it.category === 'string' ? [it.category] : list(it.category)
  if (categories.length > 0 && categories.every((each) => NO_MEDICINE.has(each)))
    return { kind: 'other' }
  if (codingsOf(allergy).some(({ code }) => NO_KNOWN.has(code))) return { kind: 'other' }
  return { kind: 'unknown', name: wordsOf(code) }
}

/** The client's own words for a substance: its text, or else the display of its first coding. */
function wordsOf(code: unknown): string | undefined {
  const it = record(code)
  return text(it?.text) ?? text(record(list(it?.coding)[0])?.display)
}
