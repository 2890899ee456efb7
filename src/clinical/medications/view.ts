import { codingsOf } from '../codes/code-set.ts'
import { list, record, text } from '../codes/record.ts'
import { RXNORM } from '../codes/systems.ts'
import { ingredientName, lookupRxnorm, type RxnormProduct } from './table.ts'

/** A medicine as rules see it: by its ingredients, never by its display. */
export interface MedicationView {
  /**
   * `known`: the ingredients are certain. `unknown`: a medicine is stated, but no code of it is in the
   * product table, or its codes contradict each other. `none`: nothing is stated at all.
   */
  readonly state: 'known' | 'unknown' | 'none'
  /** RxNorm ingredient codes, IN and PIN together. */
  readonly ingredients: readonly string[]
  /** For people: the ingredients' names, or the client's own words where they are unknown. */
  readonly name: string
  readonly code?: string
  readonly route?: string
  readonly form?: string
}

const NONE: MedicationView = { state: 'none', ingredients: [], name: '' }

/**
 * The medicine of an order, statement, dispense or Medication of any FHIR release.
 *
 * @param resolve finds the resource behind a reference that is not contained
 */
export function medicationView(
  resource: unknown,
  resolve?: (reference: string) => unknown,
): MedicationView {
  const it = record(resource)
  if (it === undefined) return NONE
  const concept =
    it.resourceType === 'Medication' ? record(it.code) : record(it.medicationCodeableConcept)
  const fromConcept = conceptView(concept)
  if (fromConcept.state !== 'none') return fromConcept
  const reference = record(it.medicationReference)
  if (reference === undefined) return NONE
  const target = text(reference.reference)
  const found =
    target === undefined
      ? undefined
      : target.startsWith('#')
        ? list(it.contained).find((each) => record(each)?.id === target.slice(1))
        : resolve?.(target)
  const referred = found === undefined ? NONE : medicationView(found)
  if (referred.state === 'known') return referred
  const name = text(reference.display) ?? referred.name
  return target === undefined && name === '' ? NONE : { state: 'unknown', ingredients: [], name }
}

function conceptView(concept: Readonly<Record<string, unknown>> | undefined): MedicationView {
  if (concept === undefined) return NONE
  const codings = list(concept.coding).map(record)
  const words =
    text(concept.text) ??
    codings.map((each) => text(each?.display)).find((each) => each !== undefined)
  const all = codingsOf(concept)
  const products = all.flatMap(({ system, code }) =>
    system === RXNORM ? (lookupRxnorm(code) ?? []) : [],
  )
  const [first] = products
  if (first === undefined)
    return all.length === 0 && words === undefined
      ? NONE
      : { state: 'unknown', ingredients: [], name: words ?? all[0]?.code ?? '' }
  const contradictory = products.some((product) => !sameIngredients(product, first))
  if (contradictory || first.ingredients.length === 0)
    return { state: 'unknown', ingredients: [], name: words ?? first.code }
  return {
    state: 'known',
    ingredients: [...new Set([...first.ingredients, ...first.precise, ...pinOf(first)])],
    name: first.ingredients.map((code) => ingredientName(code) ?? code).join(' / '),
    code: first.code,
    ...(first.route === undefined ? {} : { route: first.route }),
    ...(first.form === undefined ? {} : { form: first.form }),
  }
}

/** A salt is asked for under its own code too. */
function pinOf(product: RxnormProduct): readonly string[] {
  return product.tty === 'PIN' ? [product.code] : []
}

function sameIngredients(a: RxnormProduct, b: RxnormProduct): boolean {
  return a.ingredients.toSorted().join() === b.ingredients.toSorted().join()
}
