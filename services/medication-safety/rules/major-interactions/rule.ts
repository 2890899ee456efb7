import {
  currentMedicines,
  defineRule,
  ingredients,
  loweredOrders,
  type Medicine,
  medicationOrder,
  optional,
  ordering,
  partReplaced,
  templates,
  uncheckedMedicines,
} from '#cds'
import { endedMedicines } from './acting.ts'
import { holds, isFreeOfFibrillation, wordsFor } from './facts.ts'
import { type Found, isLooked, pairsFound } from './find.ts'
import { actsOn, type Circumstance, PAIRED, type Pair, type Severity } from './pairs.ts'
import { linksOf, noteOf, shortOf, valuesOf } from './wording.ts'

export default defineRule({
  id: 'major-interactions',
  version: '1.3.0',
  title: 'Drug interactions beyond the ONC list',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label: 'US prescribing information of the medicines concerned, as each card names it',
    url: 'https://dailymed.nlm.nih.gov/dailymed/',
  },
  when: ordering(ingredients(PAIRED)),
  prefetch: {
    patient: optional(templates.patient),
    medications: optional(templates.medications),
    conditions: optional(templates.conditions),
    endedMedications: optional(
      'MedicationRequest?patient={{context.patientId}}&status=completed,stopped&_sort=-authoredon&_count=50',
    ),
  },
  acceptsPartial: ['medications', 'endedMedications', 'conditions'],
  checks: 'drug interactions with current medicines',
  cards: {
    contraindicated: {
      indicator: 'critical',
      kind: 'medication',
      summary: '{{order}} with {{other}}: do not give together',
      detail: '{{other}}: {{where}}. {{advice}} ({{mechanism}}.) {{because}}{{source}}.',
    },
    care: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}} with {{other}}: {{short}}',
      detail: '{{other}}: {{where}}. {{advice}} ({{mechanism}}.) {{because}}{{source}}.',
    },
    notes: {
      indicator: 'info',
      kind: 'medication',
      summary: 'Lesser interactions of these orders: {{pairs}}',
      detail: '{{notes}}',
    },
  },

  evaluate(
    { orders, patient, medications, conditions, endedMedications },
    { now, card, suggest, notChecked, isPartial },
  ) {
    const { kept: current, replaced } = partReplaced(currentMedicines(medications ?? []), orders)
    const ended = [
      ...endedMedicines(endedMedications ?? [], now),
      ...replaced.map((each) => ({ ...each, daysAgo: 0 })),
    ]
    const unsure = new Set<Circumstance>()
    const severityOf = (pair: Pair): Severity => {
      if (pair.raise === undefined) return pair.severity
      const isSo = holds(pair.raise.if, patient, conditions, now)
      if (isSo === undefined) unsure.add(pair.raise.if)
      return isSo === true ? pair.raise.to : pair.severity
    }
    const isFree = isFreeOfFibrillation(isPartial('conditions') ? undefined : conditions)
    const ordered = orders.filter(({ selected, medication }) => selected && isLooked(medication))
    if (ordered.length === 0) return []
    const needsEnded = ordered.some(({ medication }) => actsOn(medication.ingredients))
    const found = pairsFound(orders, current, ended, severityOf)
    const drafts = found
      .filter(({ severity }) => severity !== 'info')
      .map((each) => {
        const values = valuesOf(each)
        const extras = { suggestions: suggestionsFor(each), links: linksOf(each.pair) }
        return each.severity === 'critical'
          ? card('contraindicated', values, extras)
          : card('care', { ...values, short: shortOf(each) }, extras)
      })
    const notes = found.filter(({ severity }) => severity === 'info')
    if (notes.length > 0)
      drafts.push(
        card('notes', {
          pairs: notes
            .map(({ order, other }) => `${order.medication.name} with ${other.medication.name}`)
            .join('; '),
          notes: notes.map(noteOf).join('\n\n'),
        }),
      )
    return [...drafts, ...gaps()]

    function suggestionsFor({ order, other, pair: { instead, lower } }: Found) {
      const [first, second] = [order, other].map(({ resource }) =>
        orders.find((each) => each.resource === resource),
      )
      if (first === undefined) return []
      const sides = [
        [first, other],
        [second, order],
      ] as const
      for (const each of [first, second]) {
        if (each === undefined || lower === undefined) continue
        if (lower.unless !== undefined && !isFree) continue
        const { medication, resource } = each
        const lowered = loweredOrders(each, lower.ingredient, lower.to)
        if (lowered.length > 0) return suggest.change(medication.name, resource, lowered)
      }
      // Of two orders of one session the one that has a substitute is the one to change.
      for (const [each, partner] of sides) {
        if (each === undefined || instead === undefined || takes(partner, instead.code)) continue
        const { medication, resource } = each
        if (!medication.ingredients.some((code) => instead.of.has(code))) continue
        const label = `Replace ${medication.name} by ${instead.name}`
        const by = medicationOrder(instead.code, instead.name)
        return suggest.replace(label, medication.name, resource, by)
      }
      return [first, second].flatMap((each) =>
        each === undefined ? [] : suggest.cancel(each.medication.name, each.resource),
      )
    }

    function gaps() {
      const known = { medications, current, endedMedications, needsEnded, isPartial }
      const said = uncheckedMedicines(known).map((each) => notChecked(...each))
      for (const each of unsure)
        said.push(notChecked(`how severe an interaction is: ${wordsFor(each)}, or not`, 'unusable'))
      return said
    }
  },
})

function takes({ medication }: Medicine, code: string): boolean {
  return medication.ingredients.includes(code)
}
