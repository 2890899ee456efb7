import {
  ageAt,
  codeGroup,
  comfortCare,
  currentMedicines,
  type Draft,
  defineRule,
  isActive,
  type Medicine,
  medicationClass,
  medicationOrder,
  type Order,
  optional,
  ordering,
  round,
  templates,
} from '#cds'
import { isNaloxone, isOpioid, overlaps, type Total, taken, totalOf } from './opioids.ts'

const NALOXONE = { code: '1725059', name: 'naloxone 4 MG per spray, nasal spray' }
const useDisorder = codeGroup('opioid-use-disorder')
const REASSESS = 50
const HIGH = 90
const ADULT = 18
const SAME_SESSION = 'another order of this session'

const OFFER = {
  none: 'Offer naloxone: none is on file.',
  unseen: 'Offer naloxone, unless it is there: not all medicines could be looked at.',
} as const

export default defineRule({
  id: 'opioid-safety',
  version: '1.1.0',
  title: 'Opioids: dose of the day, benzodiazepines, naloxone',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label: 'CDC guideline 2022: Dowell D et al. MMWR Recomm Rep 2022;71(RR-3):1-95',
    url: 'https://doi.org/10.15585/mmwr.rr7103a1',
  },
  when: ordering(medicationClass('opioid'), medicationClass('benzodiazepine')),
  prefetch: {
    patient: templates.patient,
    medications: optional(templates.medications),
    conditions: optional(templates.conditions),
  },
  acceptsPartial: ['medications', 'conditions'],
  checks: 'opioids',
  cards: {
    high: {
      indicator: 'warning',
      kind: 'medication',
      summary: 'Opioids: {{least}}{{total}} MME a day, at or above 90',
      detail:
        '{{parts}} MME. {{asNeeded}}Many patients gain nothing above 50 MME a day; 90 is a line of the 2016 guideline that payers still use. Reassess benefit and risk. {{naloxone}}{{open}}',
    },
    reassess: {
      indicator: 'warning',
      kind: 'medication',
      summary: 'Opioids: {{least}}{{total}} MME a day, at or above 50',
      detail:
        '{{parts}} MME. {{asNeeded}}Many patients gain nothing above 50 MME a day: reassess benefit and risk. {{naloxone}}{{open}}',
    },
    overlap: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}} with {{other}}: breathing may fail',
      detail:
        'Boxed warning of opioids and benzodiazepines: together only where nothing else serves, at the lowest dose and for the shortest time. {{other}}: {{where}}. {{naloxone}}',
    },
    naloxone: {
      indicator: 'info',
      kind: 'medication',
      summary: 'Offer naloxone with {{order}}: opioid use disorder is on file',
      detail: '{{naloxone}}',
    },
  },

  evaluate(
    { patient, medications, conditions, orders },
    { hook, now, card, suggest, notChecked, isPartial },
  ) {
    const active = (conditions ?? []).filter(isActive)
    if (active.some(comfortCare)) return []
    const ordered = orders.map((each): Medicine => ({ ...each, where: SAME_SESSION }))
    const all = taken(ordered, currentMedicines(medications ?? []), hook === 'medication-refill')
    const hasNaloxone = all.some(isNaloxone)
    const isAllSeen =
      medications !== undefined &&
      !isPartial('medications') &&
      all.every(({ medication }) => medication.state !== 'unknown')
    const naloxone = hasNaloxone ? '' : isAllSeen ? OFFER.none : OFFER.unseen
    const offer = hasNaloxone
      ? []
      : [suggest.create('Order naloxone', medicationOrder(NALOXONE.code, NALOXONE.name))]
    const cancel = ({ medication, resource }: Order) => suggest.cancel(medication.name, resource)
    const focused = orders.filter(({ selected }) => selected)
    const opioids = focused.filter(isOpioid)

    const byResource = Map.groupBy(orders, ({ resource }): unknown => resource)
    const drafts: Draft[] = overlaps(focused, all).map(({ order, other }) => {
      const values = {
        order: order.medication.name,
        other: other.medication.name,
        where: other.where,
      }
      const partner = byResource.get(other.resource) ?? []
      const suggestions = [...offer, ...[order, ...partner].flatMap(cancel)]
      return card('overlap', { ...values, naloxone }, { suggestions })
    })
    const age = ageAt(patient, now)
    const [first] = opioids
    if (first !== undefined && (age === undefined || age >= ADULT)) {
      const total = totalOf(all)
      const name = total.perDay >= HIGH ? 'high' : 'reassess'
      const suggestions = [...offer, ...opioids.flatMap(cancel)]
      if (total.perDay >= REASSESS)
        drafts.push(card(name, { ...wordsOf(total), naloxone }, { suggestions }))
      else
        for (const { text } of total.open)
          drafts.push(notChecked(`the opioid dose of the day: ${text}`, 'unusable'))
      if (total.perDay < REASSESS && !hasNaloxone && active.some(useDisorder))
        drafts.push(
          card('naloxone', { order: first.medication.name, naloxone }, { suggestions: offer }),
        )
    }
    if (medications === undefined) drafts.push(notChecked('opioids among current medicines'))
    else if (isPartial('medications'))
      drafts.push(notChecked('opioids among all current medicines', 'unusable'))
    return drafts
  },
})

function wordsOf({ perDay, parts, countsAsNeeded, open }: Total) {
  return {
    least: open.length > 0 ? 'at least ' : '',
    total: round(perDay, 1),
    parts,
    asNeeded: countsAsNeeded ? 'As-needed doses count at the most allowed. ' : '',
    open: open.length > 0 ? ` Not counted: ${open.map(({ text }) => text).join('; ')}.` : '',
  }
}
