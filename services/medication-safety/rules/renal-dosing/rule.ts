import {
  ageAt,
  cockcroftGault,
  codeGroup,
  currentMedicines,
  defineRule,
  dosesTogether,
  egfr,
  ingredients,
  isActive,
  isSystemic,
  loweredOrders,
  medicationOrder,
  type Order,
  optional,
  ordering,
  partReplaced,
  round,
  templates,
  type UsedInput,
} from '#cds'
import { avoidedAmong } from './avoided.ts'
import { type Band, bandAt, DOSED, isWithin, type Row, rowsFor } from './doses.ts'
import { FAILURE, hasKidneyFailure, type Kidney, kidneyBy } from './kidney.ts'

const fibrillation = codeGroup('atrial-fibrillation')

export default defineRule({
  id: 'renal-dosing',
  version: '1.3.0',
  title: 'Doses by kidney function',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label: 'US prescribing information and AGS Beers Criteria 2023, as each card names it',
    url: 'https://doi.org/10.1111/jgs.18372',
  },
  when: ordering(ingredients(DOSED)),
  prefetch: {
    patient: templates.patient,
    conditions: optional(templates.conditions),
    medications: optional(templates.medications),
  },
  acceptsPartial: ['medications'],
  scores: { crcl: cockcroftGault, egfr },
  checks: 'doses by kidney function',
  cards: {
    contraindicated: {
      indicator: 'critical',
      kind: 'medication',
      summary: '{{order}}: {{short}}; {{kidney}}',
      detail: '{{advice}} {{dose}}Source: {{source}}.',
    },
    adjust: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}}: {{short}}; {{kidney}}',
      detail: '{{advice}} {{dose}}Source: {{source}}.',
    },
    note: {
      indicator: 'info',
      kind: 'medication',
      summary: '{{order}}: {{short}}; {{kidney}}',
      detail: '{{advice}} {{dose}}Source: {{source}}.',
    },
  },

  evaluate(
    { patient, conditions, medications, orders, scores },
    { now, card, suggest, notChecked },
  ) {
    const age = ageAt(patient, now)
    const current = currentMedicines(medications ?? [])
    const { kept } = partReplaced(current, orders)
    const active = (conditions ?? []).filter(isActive)
    const failed = hasKidneyFailure(conditions ?? [])
    const kidneys: Readonly<Record<Row['by'], Kidney>> = failed
      ? { crcl: FAILURE, egfr: FAILURE }
      : {
          crcl: kidneyBy(scores.crcl, ({ crcl }) => crcl, 'CrCl', 'mL/min'),
          egfr: kidneyBy(scores.egfr, (value) => value.egfr, 'eGFR', 'mL/min/1.73 m²'),
        }
    const { crcl } = scores
    const weight = crcl.known ? Number(crcl.inputs.find(isWeight)?.value) : undefined
    const doseOf = dosesTogether(orders)
    const avoidedOf = avoidedAmong([...kept, ...orders])
    const taken = new Set(current.flatMap(({ medication }) => medication.ingredients))
    const ordered = Map.groupBy(
      orders.flatMap(({ medication }) => medication.ingredients),
      (code) => code,
    )
    const isInFibrillation = active.some(fibrillation)
    const drafts = []
    const gaps = new Map<string, ReturnType<typeof notChecked>>()
    const gap = (what: string, why: 'unavailable' | 'unusable') =>
      gaps.set(what, notChecked(what, why))
    for (const order of orders) {
      const { medication, selected } = order
      if (!selected || medication.state !== 'known' || !isSystemic(medication)) continue
      for (const { row, ingredient } of rowsFor(medication.ingredients)) {
        if (row.minAge !== undefined && age !== undefined && age < row.minAge) continue
        const kidney = kidneys[row.by]
        const what = `the dose of ${medication.name} by kidney function`
        if (kidney.state === 'unavailable') gap(what, 'unavailable')
        else if (kidney.state === 'unusable') gap(`${what} (${kidney.lacks})`, 'unusable')
        if (kidney.state !== 'known') continue
        // A band for one condition is passed over where conditions are unknown: the gap says it.
        const band = bandAt(row, kidney.value, (only) => {
          if (conditions === undefined) gap(`${what} in ${only.replace('-', ' ')}`, 'unusable')
          return isInFibrillation
        })
        if (band === undefined) continue
        if (row.minAge !== undefined && age === undefined) {
          gap(`${what} from ${row.minAge} years`, 'unusable')
          continue
        }
        if (row.startOnly === true && taken.has(ingredient) && band.maxMgPerDay === undefined)
          continue
        const dose = doseOf(order, ingredient)
        if (isWithin(band, order.resource, dose, weight)) continue
        const avoided = avoidedOf(band).find(({ resource }) => resource !== order.resource)
        const values = {
          order: medication.name,
          short: band.short,
          kidney: kidney.words,
          advice: `${band.advice}${avoided === undefined ? '' : ` Here with ${avoided.medication.name}: avoid it.`}`,
          dose: dose === undefined ? '' : `Ordered: ${round(dose, 1)} mg a day. `,
          source: row.sources.join('; '),
        }
        const suggestions =
          avoided === undefined
            ? suggestionsFor(order, ingredient, band)
            : suggest.cancel(medication.name, order.resource)
        drafts.push(card(CARD[band.severity], values, { suggestions }))
      }
    }
    if (conditions === undefined && drafts.length === 0 && gaps.size === 0)
      for (const { medication, selected } of orders)
        if (selected && rowsFor(medication.ingredients).length > 0)
          gap(`${medication.name} on dialysis`, 'unusable')
    return [...drafts, ...gaps.values()]

    function suggestionsFor(order: Order, ingredient: string, { lower, instead, replaceBy }: Band) {
      const { resource } = order
      const { name } = order.medication
      if (lower !== undefined) {
        // Beside another order of it one lower dose would not be the dose of the day.
        const isSole = ordered.get(ingredient)?.length === 1
        const lowered = isSole ? loweredOrders(order, ingredient, lower) : []
        return suggest.change(name, resource, lowered)
      }
      if (instead !== undefined) {
        const { code, text, ...directions } = instead
        const by = medicationOrder(code, text, directions)
        return suggest.replace(`Change to ${instead.directions}`, name, resource, by)
      }
      if (replaceBy === undefined) return suggest.cancel(name, resource)
      const by = medicationOrder(replaceBy.code, replaceBy.text)
      return suggest.replace(`Replace ${name} by ${replaceBy.text}`, name, resource, by)
    }
  },
})

const CARD = { critical: 'contraindicated', warning: 'adjust', info: 'note' } as const

function isWeight({ name }: UsedInput): boolean {
  return name === 'weightKg'
}
