import {
  currentMedicines,
  defineRule,
  ingredients,
  isSystemic,
  oncIngredients,
  optional,
  ordering,
  otherOrders,
  partReplaced,
  QT_ROW,
  templates,
  uncheckedMedicines,
} from '#cds'
import { allowedOrders } from './lower.ts'
import { type Acting, lookedAt, type Pair, pairsOf } from './pairs.ts'
import { dependsOnWashout, hasWashout, washout } from './washout.ts'

export default defineRule({
  id: 'onc-interactions',
  version: '1.3.0',
  title: 'High-priority drug interactions',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label: 'ONC high-priority list: Phansalkar S et al. J Am Med Inform Assoc 2012;19:735-743',
    url: 'https://doi.org/10.1136/amiajnl-2011-000612',
  },
  when: ordering(ingredients(oncIngredients)),
  prefetch: {
    patient: optional(templates.patient),
    medications: optional(templates.medications),
    endedMedications: optional(
      'MedicationRequest?patient={{context.patientId}}&status=completed,stopped&_sort=-authoredon&_count=50',
    ),
  },
  acceptsPartial: ['medications', 'endedMedications'],
  checks: 'drug interactions with current medicines',
  cards: {
    contraindicated: {
      indicator: 'critical',
      kind: 'medication',
      summary: '{{order}} with {{other}}: do not give together',
      detail: '{{other}}: {{where}}. ONC high-priority pair {{row}}: {{classes}}.',
    },
    reversibleEnded: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}} soon after {{other}}, a reversible MAO inhibitor',
      detail:
        '{{other}}: {{where}}. That period is the one of other MAO inhibitors; no source of this rule has one for {{other}}, which may act for less. ONC high-priority pair {{row}}: {{classes}}.',
    },
    qt: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}} with {{other}}: both prolong the QT interval',
      detail:
        '{{other}}: {{where}}. Avoid the pair, or check ECG, potassium and magnesium. ONC high-priority pair {{row}}: {{classes}} (list of 2014).',
    },
    doseLimit: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}} with {{other}}: limit the dose',
      detail: '{{other}}: {{where}}. {{limit}} ONC high-priority pair {{row}}: {{classes}}.',
    },
  },

  evaluate(
    { orders, medications, endedMedications },
    { now, card, suggest, notChecked, isPartial },
  ) {
    const { kept: current, replaced } = partReplaced(currentMedicines(medications ?? []), orders)
    const leaving = replaced.filter(({ medication }) => hasWashout(medication))
    const { acting, uncertain } = washout(endedMedications ?? [], now)
    const unsure = new Map<string, string>()
    const seen = new Set<string>()
    const drafts = []
    const ordered = orders.filter(
      ({ selected, medication }) =>
        selected && medication.state === 'known' && isSystemic(medication),
    )
    if (ordered.length === 0) return []
    const looked = lookedAt(orders)
    const others = lookedAt<Acting>([...current, ...leaving, ...acting])
    const mayAct = lookedAt(uncertain)
    let needsEnded = false
    for (const order of looked) {
      if (!order.selected) continue
      needsEnded ||= dependsOnWashout(order.medication)
      for (const pair of pairsOf(order, mayAct)) unsure.set(keyOf(pair), pair.second.name)
      for (const pair of pairsOf(order, [...otherOrders(looked, order), ...others])) {
        const key = keyOf(pair)
        if (seen.has(key)) continue
        seen.add(key)
        const partners = orders.filter(({ resource }) => resource === pair.resource)
        const suggestions = [order, ...partners].flatMap((each) =>
          suggest.change(each.medication.name, each.resource, allowedOrders(each, pair)),
        )
        drafts.push(card(cardFor(pair), valuesOf(pair), { suggestions }))
      }
    }
    const known = { medications, current, endedMedications, needsEnded, isPartial }
    const gaps = uncheckedMedicines(known).map((each) => notChecked(...each))
    // A pair that has its card, because it is current again or surely still acts, is no gap.
    for (const [key, name] of unsure)
      if (!seen.has(key))
        gaps.push(notChecked(`whether ${name} has been stopped long enough`, 'unusable'))
    return [...drafts, ...gaps]
  },
})

function keyOf({ first, second }: Pair): string {
  return [first.name, second.name].toSorted().join('\n')
}

function cardFor({
  row,
  severity,
  hasUnprovenWashout,
}: Pair): 'contraindicated' | 'reversibleEnded' | 'qt' | 'doseLimit' {
  if (row === QT_ROW && severity === 'warning') return 'qt'
  if (hasUnprovenWashout) return 'reversibleEnded'
  return severity === 'critical' ? 'contraindicated' : 'doseLimit'
}

function valuesOf({ first, second, where, row, classes, doseCap }: Pair) {
  return {
    order: first.name,
    other: second.name,
    where,
    row,
    classes,
    limit: doseCap?.text ?? 'See the labels for the dose limit of this pair.',
  }
}
