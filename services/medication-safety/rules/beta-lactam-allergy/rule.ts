import {
  type AllergySeverity,
  allergySeverity,
  defineRule,
  ingredientName,
  ingredients,
  isActive,
  ordering,
  shownDay,
  templates,
} from '#cds'
import { BETA_LACTAMS, betaLactamOf } from './allergen.ts'
import { type Finding, worstFinding } from './finding.ts'

// Picard M et al. J Allergy Clin Immunol Pract 2019;7:2722-2738.
const SIDE_CHAIN_RATE =
  ' About 16 % of penicillin-allergic patients react to a cephalosporin with an identical side chain (Picard 2019).'
// Khan DA et al. 2022, as for the source of the rule.
const OVERALL_RATE =
  ' Over all cephalosporins about 2 % of penicillin-allergic patients react (Khan 2022).'

/** No chart has so many allergies to beta-lactams and so many orders of them (T14). */
const MOST_FINDINGS = 500

export default defineRule({
  id: 'beta-lactam-allergy',
  version: '1.2.0',
  title: 'Beta-lactam allergy',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label:
      'Khan DA et al. Drug allergy practice parameter 2022 (J Allergy Clin Immunol 150:1333-1393)',
    url: 'https://doi.org/10.1016/j.jaci.2022.08.028',
  },
  when: ordering(ingredients([...BETA_LACTAMS])),
  prefetch: {
    patient: templates.patient,
    allergies: templates.allergies,
  },
  acceptsPartial: ['allergies'],
  checks: 'beta-lactam allergy',
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
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.{{rate}}',
    },
    information: {
      indicator: 'info',
      kind: 'medication',
      summary: '{{order}}: allergy or intolerance to {{allergen}} is on file',
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.',
    },
    notCompared: {
      indicator: 'info',
      kind: 'medication',
      summary: 'Not checked: {{order}} with the allergy to {{allergen}}; no table compares the two',
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.{{rate}}',
    },
  },

  evaluate({ allergies, orders }, { card, suggest, notChecked, isPartial }) {
    const drafts = []
    const gaps = new Map<string, ReturnType<typeof notChecked>>()
    const recorded = allergies.filter(isActive).flatMap((allergy) => {
      const allergen = betaLactamOf(allergy)
      const severity = allergySeverity(allergy)
      return allergen.kind === 'other' ? [] : [{ allergy, allergen, severity }]
    })
    for (const order of orders) {
      const ordered = order.medication.ingredients.filter((code) => BETA_LACTAMS.has(code))
      if (!order.selected || ordered.length === 0) continue
      for (const { allergy, allergen, severity } of recorded) {
        if (drafts.length >= MOST_FINDINGS) {
          gaps.set('more', notChecked('all of so many orders against all allergies', 'unusable'))
          break
        }
        if (allergen.kind === 'unknown') {
          const name = allergen.name ?? 'an allergy without a name'
          gaps.set(
            name,
            notChecked(`the allergy “${name}” against ${order.medication.name}`, 'unusable'),
          )
          continue
        }
        const finding = worstFinding(allergen, ordered, severity)
        if (finding === undefined) continue
        const values = {
          order: order.medication.name,
          allergen:
            finding.allergen === undefined
              ? 'penicillins'
              : (ingredientName(finding.allergen) ?? 'a beta-lactam'),
          relation: finding.relation,
          date: shownDay(allergy.recordedDate, 'on a date unknown'),
          severity: WORDS[severity],
          rate: rateOf(finding),
        }
        const suggestions = suggest.cancel(order.medication.name, order.resource)
        drafts.push(card(finding.card, values, { suggestions }))
      }
    }
    if (isPartial('allergies'))
      gaps.set('partial', notChecked('all recorded allergies', 'unusable'))
    return [...drafts, ...gaps.values()]
  },
})

/** The published rate of reactions, where there is one for such a pair. */
function rateOf({ card, isPenicillinWithCephalosporin }: Finding): string {
  if (isPenicillinWithCephalosporin !== true) return ''
  if (card === 'sideChain') return SIDE_CHAIN_RATE
  return card === 'notCompared' ? OVERALL_RATE : ''
}

const WORDS: Readonly<Record<AllergySeverity, string>> = {
  scar: 'one after which all beta-lactams are avoided',
  severe: 'severe or of high criticality',
  intolerance: 'recorded as intolerance',
  unspecified: 'not specified',
}
