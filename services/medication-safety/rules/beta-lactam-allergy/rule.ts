import {
  betaLactamRelation,
  cephalosporins,
  defineRule,
  ingredientName,
  ingredients,
  isActive,
  ordering,
  penicillins,
  templates,
} from '#cds'
import { type Allergen, allergenOf } from './allergen.ts'
import { type Severity, severityOf } from './severity.ts'

const PENICILLINS = new Set(penicillins)
const ORDERABLE = new Set([...penicillins, ...cephalosporins])
// Aminopenicillins, the most frequent culprits where only "penicillin" is recorded.
const AMINOPENICILLINS = ['723', '733']

type Name = 'severe' | 'sameClass' | 'sideChain' | 'information'

export default defineRule({
  id: 'beta-lactam-allergy',
  version: '1.0.0',
  title: 'Beta-lactam allergy',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign'],
  source: {
    label:
      'Khan DA et al. Drug allergy practice parameter 2022 (J Allergy Clin Immunol 150:1333-1393)',
    url: 'https://doi.org/10.1016/j.jaci.2022.08.028',
  },
  when: ordering(ingredients([...penicillins, ...cephalosporins])),
  prefetch: {
    patient: templates.patient,
    allergies: templates.allergies,
  },
  acceptsPartial: ['allergies'],
  checks: 'penicillin and cephalosporin allergy',
  cards: {
    severe: {
      indicator: 'critical',
      kind: 'medication',
      summary: '{{order}}: severe allergy to {{allergen}} is on file',
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.',
    },
    sameClass: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}}: allergy to {{allergen}} is on file',
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.',
    },
    sideChain: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}} shares a side chain with {{allergen}}, to which an allergy is on file',
      detail:
        '{{relation}}. Recorded {{date}}. Reaction: {{severity}}. About 16 % of penicillin-allergic patients react to a cephalosporin with an identical side chain (Picard 2019).',
    },
    information: {
      indicator: 'info',
      kind: 'medication',
      summary: '{{order}}: allergy or intolerance to {{allergen}} is on file',
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.',
    },
  },

  evaluate({ allergies, orders }, { card, suggest, notChecked, isPartial }) {
    const drafts = []
    const gaps = new Map<string, ReturnType<typeof notChecked>>()
    for (const order of orders) {
      const ordered = order.medication.ingredients.find((code) => ORDERABLE.has(code))
      if (!order.selected || ordered === undefined) continue
      for (const allergy of allergies.filter(isActive)) {
        const allergen = allergenOf(allergy)
        if (allergen.kind === 'unknown') {
          const name =
            allergy.code?.text ?? allergy.code?.coding?.[0]?.display ?? 'an allergy without a name'
          gaps.set(
            name,
            notChecked(`the allergy “${name}” against ${order.medication.name}`, 'unusable'),
          )
          continue
        }
        const severity = severityOf(allergy)
        const finding = findingFor(allergen, ordered, severity)
        if (finding === undefined) continue
        const values = {
          order: order.medication.name,
          allergen:
            allergen.kind === 'drug'
              ? (ingredientName(allergen.ingredient) ?? 'a beta-lactam')
              : 'penicillins',
          relation: finding.relation,
          date: allergy.recordedDate?.slice(0, 10) ?? 'on a date unknown',
          severity: WORDS[severity],
        }
        const removal =
          order.resource.id === undefined
            ? []
            : [suggest.remove(`Cancel ${order.medication.name}`, order.resource)]
        drafts.push(card(finding.card, values, { suggestions: removal }))
      }
    }
    if (isPartial('allergies'))
      gaps.set('partial', notChecked('all recorded allergies', 'unusable'))
    return [...drafts, ...gaps.values()]
  },
})

const WORDS: Readonly<Record<Severity, string>> = {
  scar: 'one after which all beta-lactams are avoided',
  severe: 'severe or of high criticality',
  intolerance: 'recorded as intolerance',
  unspecified: 'not specified',
}

/** The card for one allergy and one order; `undefined` where there is nothing to interrupt for. */
function findingFor(
  allergen: Allergen,
  ordered: string,
  severity: Severity,
): { card: Name; relation: string } | undefined {
  if (allergen.kind !== 'drug' && allergen.kind !== 'penicillin-class') return undefined
  const relation =
    allergen.kind === 'drug'
      ? betaLactamRelation(allergen.ingredient, ordered)
      : PENICILLINS.has(ordered)
        ? 'same-class'
        : AMINOPENICILLINS.some((each) => betaLactamRelation(each, ordered) === 'identical-R1')
          ? 'similar-R1'
          : 'none'
  if (severity === 'scar')
    return { card: 'severe', relation: 'After this reaction the whole class is avoided' }
  const same = relation === 'same-drug' || relation === 'same-class'
  if (same) {
    const words = relation === 'same-drug' ? 'The same drug' : 'A penicillin in penicillin allergy'
    if (severity === 'severe') return { card: 'severe', relation: words }
    return { card: severity === 'intolerance' ? 'information' : 'sameClass', relation: words }
  }
  if (relation === 'identical-R1')
    return {
      card: severity === 'intolerance' ? 'information' : 'sideChain',
      relation: 'Identical R1 side chain',
    }
  if (relation === 'similar-R1')
    return { card: 'information', relation: 'Similar R1 side chain, moderate risk' }
  return undefined
}
