import {
  anyOf,
  broughtBy,
  codeGroup,
  comfortCare,
  daysBefore,
  defineRule,
  isActive,
  isAdult,
  isAwaited,
  LOINC,
  latest,
  optional,
  round,
  serviceOrder,
  templates,
  unseenNote,
} from '#cds'

const diabetes = codeGroup('diabetes')
const pregnancy = codeGroup('pregnancy')
const isHba1c = codeGroup('hba1c')
const ordersHba1c = anyOf(isHba1c, broughtBy('hba1c'))

// ADA Standards of Care 2025, section 6: twice a year at goal, every three months otherwise.
const GOAL = 7
const AT_GOAL_DAYS = 183
const NOT_AT_GOAL_DAYS = 92
// A month of grace: a clinician plans visits, not days.
const GRACE_DAYS = 31

export default defineRule({
  id: 'diabetes-monitoring',
  version: '1.3.1',
  title: 'Diabetes monitoring',
  owner: 'Cardiometabolic group',
  reviewBy: '2027-06-30',
  hooks: 'patient-view',
  source: {
    label: 'ADA Standards of Care 2025, section 6',
    url: 'https://doi.org/10.2337/dc25-S006',
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    hba1c: templates.hba1c,
    requests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
  },
  acceptsPartial: ['requests'],
  cards: {
    overdue: {
      indicator: 'info',
      kind: 'screening',
      summary: 'Diabetes: HbA1c is overdue; the last was {{value}} % on {{date}}',
      detail:
        'At goal and stable: at least twice a year. Not at goal or therapy changed: every three months. The goal taken here is below 7 %; looser goals suit limited life expectancy or harm from hypoglycaemia.{{unseen}}',
    },
    never: {
      indicator: 'info',
      kind: 'screening',
      summary: 'Diabetes is on file, but no usable HbA1c result',
      detail: 'HbA1c is recommended at least twice a year.{{unseen}}',
    },
  },

  evaluate(
    { patient, conditions, hba1c, requests },
    { now, card, suggest, notChecked, isPartial },
  ) {
    const active = conditions.filter(isActive)
    if (!isAdult(patient, now) || !active.some(diabetes)) return []
    if (active.some(pregnancy) || active.some(comfortCare)) return []
    if ((requests ?? []).some((each) => ordersHba1c(each) && isAwaited(each, now))) return []
    const unseen = unseenNote({
      'one is ordered': requests === undefined || isPartial('requests'),
    })
    const order = serviceOrder('Hemoglobin A1c', { system: LOINC, code: '4548-4' })
    const suggestions = [suggest.create('Order HbA1c', order)]
    const last = latest(hba1c, isHba1c, '%', { now })
    // Results of something else only: the server does not select by code, and HbA1c may exist.
    if (last === undefined && hba1c.length > 0) return [notChecked('HbA1c', 'unusable')]
    if (last === undefined) return [card('never', { unseen }, { suggestions })]
    if (!last.usable) return [notChecked('HbA1c', 'unusable')]
    const age = daysBefore(last.date ?? '', now)
    const interval = last.value < GOAL ? AT_GOAL_DAYS : NOT_AT_GOAL_DAYS
    if (age === undefined || age <= interval + GRACE_DAYS) return []
    return [
      card(
        'overdue',
        { value: round(last.value, 1), date: (last.date ?? '').slice(0, 10), unseen },
        { suggestions },
      ),
    ]
  },
})
