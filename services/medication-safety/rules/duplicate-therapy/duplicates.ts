import { listedIngredients, type MedicationView } from '#cds'
import data from './classes.json' with { type: 'json' }

/** How two medicines double each other. */
export interface Duplicate {
  readonly card: 'sameDrug' | 'anticoagulants' | 'sameClass' | 'sameClassNote'
  /** The ingredient or class that both have. */
  readonly what: string
}

const DIRECT = new Set(listedIngredients(['doac', '11289 warfarin']))
const classes = data.classes
  .filter(({ on }) => on)
  .map(({ members, ...rest }) => ({ ...rest, members: new Set(listedIngredients(members)) }))

/** What two medicines must share to double each other: an ingredient or a class. */
export function sharedKeys({ ingredients }: MedicationView): readonly string[] {
  return [...new Set([...ingredients, ...ingredients.flatMap((code) => classesOf.get(code) ?? [])])]
}

const classesOf: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ...Map.groupBy(
      classes.flatMap(({ id, members }) => [...members].map((code) => ({ code, id }))),
      ({ code }) => code,
    ),
  ].map(([code, all]) => [code, all.map(({ id }) => `class ${id}`)]),
)

/**
 * What an order doubles of another medicine, the same ingredient before the same class; `undefined`
 * where nothing.
 *
 * @param nameOf the name of an ingredient
 */
export function duplicateOf(
  order: MedicationView,
  other: MedicationView,
  nameOf: (ingredient: string) => string | undefined,
): Duplicate | undefined {
  const same = order.ingredients.find((each) => other.ingredients.includes(each))
  if (same !== undefined) return { card: 'sameDrug', what: nameOf(same) ?? order.name }
  for (const { id, name, severity, members } of classes) {
    const isIn = ({ ingredients }: MedicationView) => ingredients.some((each) => members.has(each))
    if (!isIn(order) || !isIn(other)) continue
    const areDirect = [order, other].every(({ ingredients }) =>
      ingredients.some((each) => DIRECT.has(each)),
    )
    if (id === 'anticoagulant' && areDirect) return { card: 'anticoagulants', what: name }
    return { card: severity === 'info' ? 'sameClassNote' : 'sameClass', what: name }
  }
  return undefined
}
