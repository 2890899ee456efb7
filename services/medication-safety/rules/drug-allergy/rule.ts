import {
  type AllergySeverity,
  allergySeverity,
  defineRule,
  isActive,
  orderingMedicine,
  shownDay,
  templates,
} from '#cds'
import { cardFor } from './classes.ts'
import { findingsAmong, readAllergies } from './recorded.ts'
import { uncheckedAllergies } from './unchecked.ts'

/** No chart has so many allergies to what is ordered at once (T14). */
const MOST_FINDINGS = 500

export default defineRule({
  id: 'drug-allergy',
  version: '1.0.0',
  title: 'Drug allergy',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label:
      'Khan DA et al. Drug allergy practice parameter 2022 (J Allergy Clin Immunol 150:1333-1393)',
    url: 'https://doi.org/10.1016/j.jaci.2022.08.028',
  },
  when: orderingMedicine,
  prefetch: {
    patient: templates.patient,
    allergies: templates.allergies,
  },
  acceptsPartial: ['allergies'],
  checks: 'drug allergies',
  cards: {
    severe: {
      indicator: 'critical',
      kind: 'medication',
      summary: '{{order}}: severe allergy to {{allergen}} is on file',
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.',
    },
    allergy: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}}: allergy to {{allergen}} is on file',
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.',
    },
    intolerance: {
      indicator: 'info',
      kind: 'medication',
      summary: '{{order}}: intolerance to {{allergen}} is on file',
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.',
    },
  },

  evaluate({ allergies, orders }, { card, suggest, notChecked, isPartial }) {
    const { known, unknown } = readAllergies(allergies.filter(isActive))
    const findings = findingsAmong(known)
    const drafts = []
    const ordered = orders.filter(
      ({ selected, medication }) => selected && medication.state === 'known',
    )
    for (const { medication, resource } of ordered)
      for (const { allergy, relation, name } of findings(medication.ingredients)) {
        if (drafts.length >= MOST_FINDINGS) break
        const severity = allergySeverity(allergy)
        const values = {
          order: medication.name,
          allergen: name ?? 'this medicine',
          relation: relation.words,
          date: shownDay(allergy.recordedDate, 'on a date unknown'),
          severity: WORDS[severity],
        }
        const suggestions = suggest.cancel(medication.name, resource)
        drafts.push(card(cardFor(relation, severity), values, { suggestions }))
      }
    const against = new Set(ordered.map(({ medication }) => medication.name))
    const gaps = uncheckedAllergies(unknown, against).map((what) => notChecked(what, 'unusable'))
    if (drafts.length >= MOST_FINDINGS)
      gaps.push(notChecked('all of so many orders against all allergies', 'unusable'))
    if (isPartial('allergies')) gaps.push(notChecked('all recorded allergies', 'unusable'))
    return [...drafts, ...gaps]
  },
})

const WORDS: Readonly<Record<AllergySeverity, string>> = {
  scar: 'one after which the drug and its class are avoided',
  severe: 'severe or of high criticality',
  intolerance: 'recorded as intolerance',
  unspecified: 'not specified',
}
