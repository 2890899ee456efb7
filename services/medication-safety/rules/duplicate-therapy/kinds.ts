import type { MedicationView, Medicine } from '#cds'
import { sharedKeys } from './duplicates.ts'

/** Medicines of the same ingredients under the same name: what one of them doubles, all do. */
export interface Kind<M> {
  readonly medication: MedicationView
  readonly members: readonly M[]
}

/** Medicines by kind, in the order of the first of each. */
export function kindsOf<M extends Pick<Medicine, 'medication'>>(
  medicines: readonly M[],
): readonly Kind<M>[] {
  const kinds = Map.groupBy(medicines, ({ medication: { name, ingredients } }) =>
    [name, ...ingredients].join('\n'),
  )
  return [...kinds.values()].flatMap((members) => {
    const [first] = members
    return first === undefined ? [] : [{ medication: first.medication, members }]
  })
}

/**
 * Finds the kinds that share an ingredient or a class with a medicine, in their order: of a thousand
 * orders few do, and those that do not are never looked at (T14).
 */
export function sharing<M>(
  kinds: readonly Kind<M>[],
): (medication: MedicationView) => readonly Kind<M>[] {
  const byKey = Map.groupBy(
    kinds.flatMap((kind, place) =>
      sharedKeys(kind.medication).map((key) => ({ key, kind, place })),
    ),
    ({ key }) => key,
  )
  return (medication) => {
    const found = new Map(
      sharedKeys(medication).flatMap((key) =>
        (byKey.get(key) ?? []).map(({ kind, place }) => [place, kind] as const),
      ),
    )
    return [...found].toSorted(([a], [b]) => a - b).map(([, kind]) => kind)
  }
}

/** The first of some medicines, with the first of others, that fit; none is held against itself. */
export function firstPair<
  A extends Pick<Medicine, 'resource'>,
  B extends Pick<Medicine, 'resource'>,
>(
  first: readonly A[],
  second: readonly B[],
  fits: (a: A, b: B) => boolean,
): readonly [A, B] | undefined {
  for (const a of first)
    for (const b of second) if (a.resource !== b.resource && fits(a, b)) return [a, b]
  return undefined
}
