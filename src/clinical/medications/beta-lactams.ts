import data from './beta-lactam-side-chains.json' with { type: 'json' }

/**
 * How two beta-lactams relate by class and R1 side chain. `similar-R1` is a moderate risk; `disputed`
 * is one that the sources do not agree on; `none` says that the sources tell them apart, not that the
 * drug is safe; `unknown` that no table of ours compares them.
 */
export type BetaLactamRelation =
  | 'same-drug'
  | 'same-class'
  | 'identical-R1'
  | 'similar-R1'
  | 'disputed'
  | 'none'
  | 'unknown'

type Names = Readonly<Record<string, string>>

/** RxNorm ingredient codes. */
export const penicillins: readonly string[] = Object.keys(data.classes.penicillins)
/** RxNorm ingredient codes. */
export const cephalosporins: readonly string[] = Object.keys(data.classes.cephalosporins)
/** RxNorm ingredient codes. Sulopenem is a penem, not a carbapenem, and no member. */
export const carbapenems: readonly string[] = Object.keys(data.classes.carbapenems)

const identical = Object.values<Names>(data.identical)
const related: readonly { readonly relation: string; readonly a: Names; readonly b: Names }[] =
  data.related

const AZTREONAM = '1272'
const listed = new Set([...penicillins, ...cephalosporins, ...carbapenems, AZTREONAM])
/** Those of which the tables say to which others they are alike. */
const placed = new Set(
  [...identical, ...related.flatMap(({ a, b }) => [a, b])].flatMap((group) => Object.keys(group)),
)

/**
 * How an ordered beta-lactam relates to one that the patient is allergic to; symmetric. Both are RxNorm
 * ingredient codes. After a severe cutaneous reaction the whole class is avoided whatever the relation.
 *
 * @example betaLactamRelation('723', '2177') // 'identical-R1': amoxicillin, cefadroxil
 */
export function betaLactamRelation(allergyTo: string, ordered: string): BetaLactamRelation {
  if (allergyTo === ordered) return 'same-drug'
  if (penicillins.includes(allergyTo) && penicillins.includes(ordered)) return 'same-class'
  if (identical.some((group) => Object.hasOwn(group, allergyTo) && Object.hasOwn(group, ordered)))
    return 'identical-R1'
  const pair = related.find(
    ({ a, b }) =>
      (Object.hasOwn(a, allergyTo) && Object.hasOwn(b, ordered)) ||
      (Object.hasOwn(a, ordered) && Object.hasOwn(b, allergyTo)),
  )
  if (pair !== undefined) return pair.relation === 'similar-R1' ? 'similar-R1' : 'disputed'
  return areToldApart(allergyTo, ordered) ? 'none' : 'unknown'
}

/**
 * Whether the sources rule a shared side chain out: both stand in the tables, but not together; one is
 * cefazolin, which shares none; a penicillin with a carbapenem (0.87 % react); aztreonam, which shares
 * one with ceftazidime and cefiderocol only.
 */
function areToldApart(a: string, b: string): boolean {
  if (!listed.has(a) || !listed.has(b)) return false
  if (placed.has(a) && placed.has(b)) return true
  return [
    [a, b],
    [b, a],
  ].some(
    ([one = '', other = '']) =>
      Object.hasOwn(data.unique, one) ||
      one === AZTREONAM ||
      (penicillins.includes(one) && carbapenems.includes(other)),
  )
}
