/**
 * Beta-lactam cross-reactivity by R1 side chain (Khan 2022, doi:10.1016/j.jaci.2022.08.028; Zagursky
 * 2018, doi:10.1016/j.jaip.2017.08.027; Chaudhry 2019, doi:10.3390/pharmacy7030103, as quoted).
 * Codes are RxNorm ingredients of the shipped table.
 */
export type BetaLactamRelation =
  | 'same-drug'
  | 'same-class'
  | 'identical-R1'
  | 'similar-R1'
  | 'disputed'
  | 'none'

export const penicillins: readonly string[] = [
  '7980', // penicillin G
  '7984', // penicillin V
  '723', // amoxicillin
  '733', // ampicillin
  '7233', // nafcillin
  '3356', // dicloxacillin
  '7773', // oxacillin
  '8339', // piperacillin
]

export const cephalosporins: readonly string[] = [
  '2176', // cefaclor
  '2177', // cefadroxil
  '2178', // cefamandole
  '2180', // cefazolin
  '25037', // cefdinir
  '83682', // cefditoren
  '20481', // cefepime
  '2265702', // cefiderocol
  '25033', // cefixime
  '2184', // cefoperazone
  '2186', // cefotaxime
  '2187', // cefotetan
  '2189', // cefoxitin
  '20489', // cefpodoxime
  '19552', // cefprozil
  '1040004', // ceftaroline fosamil
  '2191', // ceftazidime
  '20492', // ceftibuten
  '2192', // ceftizoxime
  '2691333', // ceftobiprole
  '1597609', // ceftolozane
  '2193', // ceftriaxone
  '2194', // cefuroxime
  '2231', // cephalexin
]

/** Aztreonam: a monobactam, of interest for its side chain. */
export const AZTREONAM = '1272'

const GROUPS: readonly (readonly string[])[] = [
  ['723', '2177', '19552'], // hydroxy-aminobenzyl: amoxicillin, cefadroxil, cefprozil
  ['733', '2231', '2176'], // aminobenzyl: ampicillin, cephalexin, cefaclor
  ['2193', '2186', '20481', '20489', '2192'], // methoxyimino: ceftriaxone and its kin
  ['2191', AZTREONAM, '2265702'], // alkoxyimino: ceftazidime, aztreonam, cefiderocol
]
const [HYDROXYAMINO = [], AMINO = [], METHOXYIMINO = []] = GROUPS
const CEFUROXIME = ['2194']
const DISPUTED_METHOXYIMINO = ['25033', '25037', '83682', '1040004']

const SIMILAR: readonly (readonly [readonly string[], readonly string[]])[] = [
  [HYDROXYAMINO, AMINO],
  [CEFUROXIME, METHOXYIMINO],
]
/** Sources disagree; information at most. */
const DISPUTED: readonly (readonly [readonly string[], readonly string[]])[] = [
  [DISPUTED_METHOXYIMINO, METHOXYIMINO],
  [['7980'], ['2189']],
]

/** How an ordered beta-lactam relates to one the patient is allergic to; both by ingredient code. */
export function betaLactamRelation(allergyTo: string, ordered: string): BetaLactamRelation {
  if (allergyTo === ordered) return 'same-drug'
  const both = (list: readonly string[]) => list.includes(allergyTo) && list.includes(ordered)
  if (both(penicillins)) return 'same-class'
  if (GROUPS.some(both)) return 'identical-R1'
  const pair = ([a, b]: readonly [readonly string[], readonly string[]]) =>
    (a.includes(allergyTo) && b.includes(ordered)) || (b.includes(allergyTo) && a.includes(ordered))
  if (SIMILAR.some(pair)) return 'similar-R1'
  return DISPUTED.some(pair) ? 'disputed' : 'none'
}
