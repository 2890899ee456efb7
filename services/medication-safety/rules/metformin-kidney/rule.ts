import {
  anyOf,
  broughtBy,
  codeGroup,
  contains,
  daysBefore,
  defineRule,
  egfr,
  isActive,
  isAwaited,
  LOINC,
  loweredOrders,
  medicationView,
  metforminRenal,
  optional,
  ordering,
  type Regimen,
  round,
  runScore,
  rxnorm,
  serviceOrder,
  shownDay,
  templates,
} from '#cds'

const YEAR = 365

const METFORMIN = '6809'
const HALVES: readonly Regimen[] = [
  {
    code: '861007',
    text: 'metformin 500 MG Oral Tablet',
    mg: 500,
    timesPerDay: 2,
    directions: '500 mg twice daily with meals',
    from: { mg: 1000, timesPerDay: 2 },
  },
  {
    code: '860975',
    text: '24 HR metformin 500 MG Extended Release Oral Tablet',
    mg: 1000,
    timesPerDay: 1,
    directions: '1000 mg once daily with the evening meal',
    from: { mg: 2000, timesPerDay: 1 },
  },
]

const creatinineTest = anyOf(codeGroup('creatinine'), broughtBy('creatinine'))
const dialysis = codeGroup('dialysis')
const endStage = codeGroup('esrd')
const transplant = codeGroup('kidney-transplant', { history: true })

export default defineRule({
  id: 'metformin-kidney',
  version: '1.2.1',
  title: 'Metformin and kidney function',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label:
      'Metformin US prescribing information (2026-07); FDA Drug Safety Communication 2016-04-08',
    url: 'https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid=4ac6d01a-af26-44e7-ae2e-3618de0080aa',
  },
  when: ordering(rxnorm.metformin),
  prefetch: {
    patient: templates.patient,
    medications: optional(templates.medications),
    conditions: optional(templates.conditions),
    tests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
  },
  acceptsPartial: ['tests'],
  scores: { egfr },
  checks: 'metformin and kidney function',
  cards: {
    contraindicated: {
      indicator: 'critical',
      kind: 'medication',
      summary: 'Metformin is contraindicated: eGFR {{egfr}} ({{date}})',
      detail:
        'Below 30 mL/min/1.73 m² metformin risks lactic acidosis. eGFR by CKD-EPI 2021 from creatinine {{creatinine}} mg/dL of {{date}}.{{asOf}}',
    },
    kidneyFailure: {
      indicator: 'critical',
      kind: 'medication',
      summary: 'Metformin is contraindicated: {{condition}} is on file',
      detail:
        'Kidney failure is an eGFR below 15 mL/min/1.73 m² (KDIGO G5) or dialysis; the label forbids metformin below 30. No eGFR is shown: CKD-EPI 2021 does not hold on dialysis.',
    },
    doNotStart: {
      indicator: 'warning',
      kind: 'medication',
      summary: 'Starting metformin is not recommended: eGFR {{egfr}} ({{date}})',
      detail:
        'From 30 to below 45 mL/min/1.73 m² the label advises against starting; on treatment, weigh benefit and risk. eGFR by CKD-EPI 2021 from creatinine {{creatinine}} mg/dL of {{date}}.{{asOf}}',
    },
    reassess: {
      indicator: 'info',
      kind: 'medication',
      summary: 'Metformin: weigh benefit and risk, eGFR {{egfr}} ({{date}})',
      detail:
        'The patient takes metformin and eGFR is from 30 to below 45. KDIGO practice is to halve the dose. eGFR by CKD-EPI 2021 from creatinine {{creatinine}} mg/dL of {{date}}.{{asOf}}',
    },
    noKidneyFunction: {
      indicator: 'warning',
      kind: 'medication',
      summary: 'Metformin: no creatinine within a year; check kidney function first',
      detail: 'The label asks for eGFR before the start and at least yearly. Found: {{found}}.',
    },
  },

  evaluate({ medications, conditions, tests, orders, scores }, { now, card, suggest, notChecked }) {
    const drafts = orders.filter(
      ({ selected, medication }) => selected && contains(medication, rxnorm.metformin) === true,
    )
    const removals = drafts.flatMap(({ resource }) => suggest.cancel('metformin', resource))
    const failure = kidneyFailure(conditions ?? [])
    if (failure !== undefined)
      return [card('kidneyFailure', { condition: failure }, { suggestions: removals })]
    const kidney = scores.egfr
    if (!kidney.known) {
      if (kidney.unavailable) return [notChecked('metformin and kidney function')]
      const lacksCreatinine = kidney.missing.some(
        ({ code }) => code === 'creatinine-missing' || code === 'stale',
      )
      if (!lacksCreatinine) return [notChecked('metformin and kidney function', 'unusable')]
      const awaited = (tests ?? []).filter((each) => isAwaited(each, now))
      const ordered = [...orders.map(({ resource }) => resource), ...awaited]
      if (ordered.some(creatinineTest))
        return [
          notChecked(
            'metformin and kidney function (creatinine is ordered, no result yet)',
            'unusable',
          ),
        ]
      const creatinine = serviceOrder('Creatinine', { system: LOINC, code: '2160-0' })
      return [
        card(
          'noKidneyFunction',
          { found: kidney.missing.map(({ text }) => text).join('; ') },
          {
            suggestions: [suggest.create('Order creatinine', creatinine)],
          },
        ),
      ]
    }
    const creatinine = kidney.inputs.find(({ name }) => name === 'creatinine')
    const age = daysBefore(creatinine?.date ?? '', now)
    // A cached value is young by the day it was computed; the blood may have been drawn long before.
    if (kidney.asOf !== undefined && (age === undefined || age > YEAR))
      return [notChecked('metformin and kidney function', 'unusable')]
    const existing =
      medications?.some(
        (each) => isActive(each) && contains(medicationView(each), rxnorm.metformin) === true,
      ) ?? false
    const advice = runScore(metforminRenal, { egfr: kidney.value.egfr, existing })
    if (!('value' in advice)) return [notChecked('metformin and kidney function', 'unusable')]
    const { action } = advice.value
    if (action === 'none')
      return conditions === undefined ? [notChecked('metformin on dialysis', 'unusable')] : []
    const values = {
      egfr: round(kidney.value.egfr),
      date: shownDay(creatinine?.date),
      creatinine: round(Number(creatinine?.value), 2),
      asOf:
        kidney.asOf === undefined
          ? ''
          : ` Computed ${kidney.asOf.slice(0, 10)}; newer results could not be read.`,
    }
    if (action === 'contraindicated')
      return [card('contraindicated', values, { suggestions: removals })]
    if (action === 'initiation-not-recommended')
      return [card('doNotStart', values, { suggestions: removals })]
    const halves = drafts
      .flatMap((order) => loweredOrders(order, METFORMIN, HALVES))
      .map(({ label, resource }) => suggest.update(label, resource))
    return [card('reassess', values, { suggestions: halves })]
  },
})

/**
 * Kidney failure that is on file, in words. An end-stage entry that stands beside a transplant is of
 * the time before it; the eGFR then decides.
 */
function kidneyFailure(conditions: readonly object[]): string | undefined {
  const active = conditions.filter(isActive)
  if (active.some(dialysis)) return 'dialysis'
  if (active.some(endStage) && !conditions.some(transplant)) return 'end-stage kidney disease'
  return undefined
}
