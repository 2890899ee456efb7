import { type JsonRecord, list, record, text } from '../codes/record.ts'

/**
 * The codes of a CodeableConcept or of several, whatever their system: for members whose codes FHIR
 * itself gives (a category, a flag), or where only silence hangs on them. Problems, tests and medicines
 * are told by a `CodeSet`, which minds the system. Never throws.
 */
export function codesIn(concepts: unknown): readonly string[] {
  return codings(concepts).flatMap((coding) => text(coding.code) ?? [])
}

/** The words of a CodeableConcept or of several: its text, then the displays of its codes. */
export function wordsIn(concepts: unknown): readonly string[] {
  return each(concepts).flatMap((concept) =>
    [concept.text, ...codings(concept).map(({ display }) => display)].flatMap(
      (words) => text(words) ?? [],
    ),
  )
}

function codings(concepts: unknown) {
  return each(concepts).flatMap(({ coding }) => each(list(coding)))
}

function each(things: unknown): readonly JsonRecord[] {
  const all = Array.isArray(things) ? things : [things]
  return all.map(record).filter((each) => each !== undefined)
}
