import { anyOf, broughtBy, type CodeSet, CPT, codeGroup, codes, codingsOf, LOINC } from '#cds'

/** Tests of which both a code of their own and the panels that hold them are known. */
const KNOWN = [
  known('HbA1c', codeGroup('hba1c'), '83036', broughtBy('hba1c')),
  known('Creatinine', codeGroup('creatinine'), '82565', broughtBy('creatinine')),
  known('Potassium', codeGroup('potassium'), '84132', broughtBy('potassium')),
  known('ALT', codeGroup('alt'), '84460', broughtBy('alt')),
  known('AST', codeGroup('ast'), '84450', broughtBy('ast')),
  known('Platelets', codeGroup('platelets'), '85049', broughtBy('platelets')),
]

function known(name: string, results: CodeSet, cpt: string, brought: CodeSet) {
  return { name, alone: anyOf(results, codes(CPT, [cpt])), brought: anyOf(results, brought) }
}

// Two sets of a culture are the rule; more of one may be meant.
const inSets = anyOf(codes(CPT, ['87040']), codes(LOINC, ['600-7', '17934-1', '17928-3']))
const LABORATORY = /^8\d{4}$/

/** What an order repeats of another order: the whole of it, or a part. */
export interface Repeated {
  /** The test, where it is part of the other order's panel. */
  readonly part?: string
}

/** Whether an order repeats another one; `undefined` where it does not. */
export function repeatedBy(order: object, other: object): Repeated | undefined {
  if (inSets(order)) return undefined
  const theirs = codingsOf(other)
  const isSame = codingsOf(order).some(
    ({ system, code }) =>
      (system === LOINC || (system === CPT && LABORATORY.test(code))) &&
      theirs.some((each) => each.system === system && each.code === code),
  )
  if (isSame) return {}
  const held = KNOWN.find(({ alone, brought }) => alone(order) && brought(other))
  if (held === undefined) return undefined
  return held.alone(other) ? {} : { part: held.name }
}
