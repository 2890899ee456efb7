import { codingsOf } from '../codes/code-set.ts'
import { type JsonRecord, list, record, text } from '../codes/record.ts'
import { RXNORM } from '../codes/systems.ts'
import { ingredientName, lookupRxnorm, type RxnormProduct } from './table.ts'

/** A medicine as rules see it: by its ingredients, never by its display. */
export interface MedicationView {
  /**
   * `known`: the ingredients are certain. `unknown`: a medicine is stated, but no code of it is in the
   * product table, or its codes contradict each other, or it cannot be read. `none`: nothing is stated at all.
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

const NONE: MedicationView = Object.freeze({ state: 'none', ingredients: [], name: '' })

/**
 * The medicine of an order, statement, dispense, administration or Medication of any FHIR release.
 *
 * @param resolve finds the resource behind a reference that is not contained
 * @example medicationView(request).ingredients // ['6809'] for metformin
 */
export function medicationView(
  resource: unknown,
  resolve?: (reference: string) => unknown,
): MedicationView {
  const it = record(resource)
  if (it === undefined) return NONE
  if (it.resourceType === 'Medication') return medicationOf(it)
  // R5 has both under one name.
  const either = record(it.medication)
  const stated = conceptView(it.medicationCodeableConcept ?? either?.concept)
  if (stated.state !== 'none') return stated
  const reference = it.medicationReference ?? either?.reference
  const readable = record(reference)
  if (readable !== undefined) return referenceView(readable, it, resolve)
  return unread(reference ?? (either === undefined ? it.medication : undefined))
}

/** What says something, but not in the way of FHIR, is a medicine that nobody can identify. */
function unread(value: unknown): MedicationView {
  return says(value) ? unknown('') : NONE
}

/** A system alone says only whose code would stand beside it. */
function says(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return text(String(value ?? '')) !== undefined
  return Object.entries(value).some(([member, each]) => member !== 'system' && says(each))
}

/** What a Medication is made of counts as stated, but only its own code says which product it is. */
function medicationOf(medication: JsonRecord): MedicationView {
  const view = conceptView(medication.code)
  return view.state === 'none' && list(medication.ingredient).length > 0 ? unknown('') : view
}

function referenceView(
  reference: JsonRecord,
  it: JsonRecord,
  resolve?: (reference: string) => unknown,
): MedicationView {
  const target = text(reference.reference)
  const found = record(
    target?.startsWith('#') ? contained(it, target) : target && resolve?.(target),
  )
  // Only a Medication ends the search: a reference to anything else could lead in a circle.
  const referred = found?.resourceType === 'Medication' ? medicationOf(found) : NONE
  if (referred.state === 'known') return referred
  const name = text(reference.display) ?? referred.name
  const isStated = target !== undefined || name !== '' || record(reference.identifier) !== undefined
  return isStated ? unknown(name) : NONE
}

function contained(it: JsonRecord, target: string): unknown {
  return list(it.contained).find((each) => record(each)?.id === target.slice(1))
}

function conceptView(stated: unknown): MedicationView {
  const concept = record(stated)
  if (concept === undefined)
    return text(stated) === undefined ? unread(stated) : unknown(String(stated))
  const codings = codingsOf({ coding: concept.coding })
  const products = codings.flatMap(({ system, code }) =>
    system === RXNORM ? (lookupRxnorm(code) ?? []) : [],
  )
  const [first] = products
  if (first === undefined || products.some((product) => !sameIngredients(product, first))) {
    const name = wordsOf(concept) ?? codings[0]?.code
    return name === undefined ? unread(concept) : unknown(name)
  }
  return products.length === 1 ? viewOf(first) : knownView(first, products)
}

const views = new WeakMap<RxnormProduct, MedicationView>()

/** The view of a single product, made once: the table hands out the same products again and again. */
function viewOf(product: RxnormProduct): MedicationView {
  const known = views.get(product)
  if (known !== undefined) return known
  const made = knownView(product, [product])
  // Later requests get the very same object: a rule must not be able to change it for them.
  Object.freeze(made.ingredients)
  views.set(product, Object.freeze(made))
  return made
}

function knownView(first: RxnormProduct, products: readonly RxnormProduct[]): MedicationView {
  // Of several codes for one medicine the one that names a form says most.
  const { code, form, route } = products.find((product) => product.form !== undefined) ?? first
  const precise = products.flatMap((product) =>
    product.tty === 'PIN' ? [product.code, ...product.precise] : product.precise,
  )
  return {
    state: 'known',
    ingredients: [...new Set([...first.ingredients, ...precise])],
    name: first.ingredients.map((each) => ingredientName(each) ?? each).join(' / '),
    code,
    ...(route === undefined ? {} : { route }),
    ...(form === undefined ? {} : { form }),
  }
}

/** The client's own words, or a code it gives without a system. */
function wordsOf(concept: JsonRecord): string | undefined {
  const codings = list(concept.coding).map(record)
  return (
    text(concept.text) ??
    codings.map((each) => text(each?.display)).find((each) => each !== undefined) ??
    codings.map((each) => text(each?.code)).find((each) => each !== undefined)
  )
}

function unknown(name: string): MedicationView {
  return { state: 'unknown', ingredients: [], name }
}

function sameIngredients(a: RxnormProduct, b: RxnormProduct): boolean {
  if (a === b) return true
  const codes = new Set(a.ingredients)
  return (
    codes.size === new Set(b.ingredients).size && b.ingredients.every((each) => codes.has(each))
  )
}
