import {
  type AllergySeverity,
  betaLactamRelation,
  carbapenems,
  cephalosporins,
  penicillins,
} from '#cds'
import type { Allergen } from './allergen.ts'

const PENICILLINS = new Set(penicillins)
const CEPHALOSPORINS = new Set(cephalosporins)
const CARBAPENEMS = new Set(carbapenems)
// Aminopenicillins, the most frequent culprits where only "penicillin" is recorded.
const AMINOPENICILLINS = ['723', '733']

/** What one allergy means for one ordered ingredient. */
export interface Finding {
  readonly card: 'severe' | 'sameClass' | 'sideChain' | 'information' | 'notCompared'
  readonly relation: string
  /** The ingredient of the allergy that it is about; absent where a whole class is on file. */
  readonly allergen?: string
  /** A penicillin and a cephalosporin, of which rates are published. */
  readonly isPenicillinWithCephalosporin?: boolean
}

const RANK: readonly Finding['card'][] = [
  'severe',
  'sameClass',
  'sideChain',
  'information',
  'notCompared',
]

/**
 * The worst of what an allergy means for an order, over all beta-lactams of both; `undefined` where
 * there is nothing to say.
 */
export function worstFinding(
  allergen: Allergen,
  ordered: readonly string[],
  severity: AllergySeverity,
): Finding | undefined {
  if (allergen.kind !== 'drug' && allergen.kind !== 'penicillin-class') return undefined
  const found = ordered.flatMap((order) =>
    allergen.kind === 'drug'
      ? allergen.ingredients.flatMap((each) => findingFor(each, order, severity) ?? [])
      : (classFinding(order, severity) ?? []),
  )
  return found.toSorted((a, b) => RANK.indexOf(a.card) - RANK.indexOf(b.card))[0]
}

function findingFor(
  allergen: string,
  ordered: string,
  severity: AllergySeverity,
): Finding | undefined {
  const finding = byRelation(relationOf(allergen, ordered), severity)
  if (finding === undefined) return undefined
  const isPenicillinWithCephalosporin = [
    [allergen, ordered],
    [ordered, allergen],
  ].some(([one = '', other = '']) => PENICILLINS.has(one) && CEPHALOSPORINS.has(other))
  return { ...finding, allergen, isPenicillinWithCephalosporin }
}

/** "Penicillins" on file: any penicillin is meant, an aminopenicillin most likely. */
function classFinding(ordered: string, severity: AllergySeverity): Finding | undefined {
  if (PENICILLINS.has(ordered)) return byRelation('penicillins', severity)
  const relations = AMINOPENICILLINS.map((each) => betaLactamRelation(each, ordered))
  if (relations.includes('identical-R1')) return byRelation('similar-R1', severity)
  const finding = byRelation(relations.includes('unknown') ? 'unknown' : 'none', severity)
  if (finding === undefined) return undefined
  return { ...finding, isPenicillinWithCephalosporin: CEPHALOSPORINS.has(ordered) }
}

type Relation =
  | Exclude<ReturnType<typeof betaLactamRelation>, 'same-class'>
  | 'penicillins'
  | 'carbapenems'

function relationOf(allergen: string, ordered: string): Relation {
  const relation = betaLactamRelation(allergen, ordered)
  if (relation === 'same-class') return 'penicillins'
  // No side chain table tells carbapenems apart, so that one of them stands for all.
  const both = CARBAPENEMS.has(allergen) && CARBAPENEMS.has(ordered)
  return relation === 'unknown' && both ? 'carbapenems' : relation
}

const SAME: Partial<Record<Relation, string>> = {
  'same-drug': 'The same drug',
  penicillins: 'A penicillin in penicillin allergy',
  carbapenems: 'A carbapenem in carbapenem allergy',
}

function byRelation(relation: Relation, severity: AllergySeverity): Finding | undefined {
  if (severity === 'scar')
    return { card: 'severe', relation: 'After this reaction the whole class is avoided' }
  const same = SAME[relation]
  if (same !== undefined) {
    if (severity === 'severe') return { card: 'severe', relation: same }
    return { card: severity === 'intolerance' ? 'information' : 'sameClass', relation: same }
  }
  if (relation === 'identical-R1')
    return {
      card: severity === 'intolerance' ? 'information' : 'sideChain',
      relation: 'Identical R1 side chain',
    }
  if (relation === 'similar-R1')
    return { card: 'information', relation: 'Similar R1 side chain, moderate risk' }
  if (relation === 'disputed')
    return {
      card: 'information',
      relation: 'Side chains similar in vitro only; the sources disagree',
    }
  if (relation === 'unknown' && severity !== 'intolerance')
    return {
      card: 'notCompared',
      relation: 'Whether the two share a side chain is not known here',
    }
  return undefined
}
