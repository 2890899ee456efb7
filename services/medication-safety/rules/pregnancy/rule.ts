import {
  ageAt,
  anyOf,
  CPT,
  clinicalDate,
  codeGroup,
  codes,
  type Draft,
  daysBefore,
  defineRule,
  ingredients,
  isActive,
  isSystemic,
  LOINC,
  medicationOrder,
  optional,
  ordering,
  pregnancyOf,
  SNOMED,
  serviceOrder,
  sexOf,
  templates,
} from '#cds'
import { RISKY, type Risk, riskOf, severityIn } from './risks.ts'

const migraine = codes(SNOMED, ['37796009'])
const hypertension = codeGroup('hypertension')
const test = codeGroup('pregnancy-test')
// Human chorionic gonadotropin: in urine, qualitative, quantitative.
const testOrder = anyOf(test, codes(CPT, ['81025', '84703', '84702']))
/** A result of this age says enough before a prescription; our choice. */
const TEST_DAYS = 30
const LABETALOL = { code: '6185', name: 'labetalol' }
const FERTILE = { from: 12, to: 55 }
const CARD = { critical: 'contraindicated', warning: 'avoid', info: 'note' } as const

export default defineRule({
  id: 'pregnancy',
  version: '1.1.0',
  title: 'Medicines in pregnancy',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label: 'US prescribing information and FDA safety communications, as each card names it',
    url: 'https://www.fda.gov/drugs/drug-safety-and-availability',
  },
  when: ordering(ingredients(RISKY)),
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    pregnancy: optional(templates.pregnancy),
    tests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
  },
  acceptsPartial: ['conditions', 'pregnancy', 'tests'],
  checks: 'medicines in pregnancy',
  cards: {
    contraindicated: {
      indicator: 'critical',
      kind: 'medication',
      summary: '{{order}} in pregnancy: do not give',
      detail: '{{risk}} {{advice}} Pregnancy: {{evidence}}. Source: {{source}}.',
    },
    avoid: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}} in pregnancy: avoid',
      detail: '{{risk}} {{advice}} Pregnancy: {{evidence}}. Source: {{source}}.',
    },
    note: {
      indicator: 'info',
      kind: 'medication',
      summary: '{{order}} in pregnancy: reconsider',
      detail: '{{risk}} {{advice}} Pregnancy: {{evidence}}. Source: {{source}}.',
    },
    childbearing: {
      indicator: 'info',
      kind: 'medication',
      summary: '{{order}}: exclude pregnancy first',
      detail: '{{risk}} {{advice}} Source: {{source}}.',
    },
  },

  evaluate(
    { patient, conditions, pregnancy, tests, orders },
    { now, card, suggest, notChecked, isPartial },
  ) {
    const age = ageAt(patient, now)
    const found = pregnancyOf(conditions, pregnancy ?? [], now)
    const isFertile =
      sexOf(patient) !== 'male' && (age === undefined || (age >= FERTILE.from && age <= FERTILE.to))
    if (found.state !== 'pregnant' && !isFertile) return []
    const hasMigraine = conditions.filter(isActive).some(migraine)
    const isTested =
      orders.some(({ resource }) => testOrder(resource)) ||
      (tests ?? []).some(testOrder) ||
      (pregnancy ?? []).some((each) => test(each) && daysAgo(each, now) <= TEST_DAYS)
    const drafts: Draft[] = []
    let compared = false
    for (const { resource, medication, selected } of orders) {
      if (!selected || !isSystemic(medication)) continue
      const risk = riskOf(medication.ingredients)
      if (risk === undefined) continue
      compared = true
      const { name } = medication
      const values = { order: name, risk: risk.risk, source: risk.source }
      if (found.state === 'pregnant') {
        const severity = severityIn(risk, found.week, hasMigraine)
        if (severity === undefined) continue
        const evidence = `${found.evidence}${found.week === undefined ? ', week unknown' : `, week ${found.week}`}`
        const suggestions = suggestionsFor(risk, name, resource)
        drafts.push(
          card(CARD[severity], { ...values, advice: risk.advice, evidence }, { suggestions }),
        )
      } else if (risk.childbearing !== undefined && !isTested) {
        drafts.push(
          card(
            'childbearing',
            { ...values, advice: risk.childbearing },
            {
              suggestions: [
                suggest.create('Order a pregnancy test', PREGNANCY_TEST),
                ...suggest.cancel(name, resource),
              ],
            },
          ),
        )
      }
    }
    if (!compared || found.state === 'pregnant') return drafts
    if (pregnancy === undefined) drafts.push(notChecked('pregnancy tests and due date', 'unusable'))
    else if (isPartial('conditions') || isPartial('pregnancy'))
      drafts.push(notChecked('pregnancy in all of the record', 'unusable'))
    return drafts

    function suggestionsFor(
      { instead }: Risk,
      name: string,
      resource: (typeof orders)[number]['resource'],
    ) {
      if (instead !== true || !conditions.filter(isActive).some(hypertension))
        return suggest.cancel(name, resource)
      const by = medicationOrder(LABETALOL.code, LABETALOL.name)
      return suggest.replace(`Replace ${name} by ${LABETALOL.name}`, name, resource, by)
    }
  },
})

const PREGNANCY_TEST = serviceOrder('Pregnancy test, urine', { system: LOINC, code: '2106-3' })

function daysAgo(resource: object, now: Date): number {
  return daysBefore(clinicalDate(resource) ?? '', now) ?? Number.POSITIVE_INFINITY
}
