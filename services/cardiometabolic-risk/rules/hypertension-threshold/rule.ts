import {
  anyOf,
  codeGroup,
  comfortCare,
  contains,
  currentMedicines,
  type Draft,
  defineRule,
  isActive,
  isAdult,
  isSystemic,
  medicationClass,
  optional,
  prevent,
  round,
  serviceOrder,
  templates,
  unseenNote,
  wordsIn,
} from '#cds'
import { daysWithPressure, meanOf, type Reading } from './pressure.ts'

/** mmHg, and per cent of PREVENT total cardiovascular disease in ten years: AHA/ACC 2025. */
const TREAT = { sbp: 140, dbp: 90 }
const TREAT_AT_RISK = { sbp: 130, dbp: 80 }
const RISK = 7.5
const ever = { history: true } as const
const antihypertensive = medicationClass('antihypertensive')
const disease = anyOf(
  codeGroup('myocardial-infarction', ever),
  codeGroup('ischaemic-heart-disease', ever),
  codeGroup('heart-failure', ever),
  codeGroup('ischaemic-stroke', ever),
  codeGroup('tia-or-stroke-history', ever),
  codeGroup('peripheral-arterial-disease', ever),
)
const reasons = [
  { name: 'cardiovascular disease', set: disease, isForGood: true },
  { name: 'diabetes', set: codeGroup('diabetes'), isForGood: false },
  { name: 'chronic kidney disease', set: codeGroup('ckd-stage'), isForGood: false },
]
const MONITORING = /blood pressure monitor/i
const MONITORING_ORDER = serviceOrder('Home blood pressure monitoring')
const silent = anyOf(codeGroup('pregnancy'), comfortCare)

export default defineRule({
  id: 'hypertension-threshold',
  version: '1.3.0',
  title: 'When to treat blood pressure',
  owner: 'Cardiometabolic group',
  reviewBy: '2027-06-30',
  hooks: 'patient-view',
  source: {
    label: 'AHA/ACC 2025 hypertension guideline; AHA PREVENT 2023 (total CVD)',
    url: 'https://doi.org/10.1161/CIRCULATIONAHA.123.067626',
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    medications: templates.medications,
    bloodPressure: templates.bloodPressure,
    diastolic: optional(
      'Observation?patient={{context.patientId}}&code=http://loinc.org|8462-4&_sort=-date&_count=10',
    ),
    requests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
  },
  acceptsPartial: ['bloodPressure', 'diastolic', 'requests'],
  scores: { prevent },
  checks: 'blood pressure',
  cards: {
    treat: {
      indicator: 'warning',
      kind: 'risk',
      summary: 'Blood pressure {{sbp}}/{{dbp}} mmHg on two days; no medicine for it on file',
      detail:
        'At 140/90 or above medicine is recommended for all; confirm out of the office. Goal below 130/80. Mean of {{days}}.{{unseen}}',
    },
    treatAtRisk: {
      indicator: 'info',
      kind: 'risk',
      summary:
        'Blood pressure {{sbp}}/{{dbp}} mmHg on two days, with {{reason}}; no medicine on file',
      detail:
        'At 130/80 or above medicine is recommended with {{reason}}; confirm out of the office. Goal below 130/80. Mean of {{days}}.{{unseen}}',
    },
    unclear: {
      indicator: 'info',
      kind: 'risk',
      summary: 'Blood pressure {{sbp}}/{{dbp}} mmHg on two days: is a medicine for it taken?',
      detail:
        '{{medicine}} could not be identified; no other current medicine is for it. At {{from}} or above medicine is recommended {{whom}}; confirm out of the office. Goal below 130/80. Mean of {{days}}.{{unseen}}',
    },
    aboveGoal: {
      indicator: 'info',
      kind: 'risk',
      summary: 'Blood pressure {{sbp}}/{{dbp}} mmHg on two days under treatment',
      detail: 'Goal below 130/80. Taken: {{medicines}}. Mean of {{days}}.{{unseen}}',
    },
  },

  evaluate(
    { patient, conditions, medications, bloodPressure, diastolic, requests, scores },
    { now, card, suggest, companion, notChecked, isPartial },
  ) {
    const active = conditions.filter(isActive)
    if (!isAdult(patient, now) || active.some(silent)) return []
    const { days, hasUnusable } = daysWithPressure([...bloodPressure, ...(diastolic ?? [])], now)
    const [last, before] = days
    if (last === undefined || before === undefined)
      return hasUnusable ? [notChecked('blood pressure', 'unusable')] : []
    const mean = meanOf([last, before])
    if (!isAt(mean, TREAT_AT_RISK)) return []
    const current = currentMedicines(medications)
    const taken = current.filter(
      ({ medication }) => isSystemic(medication) && contains(medication, antihypertensive) === true,
    )
    const isMonitored = (requests ?? []).some(({ code }) =>
      wordsIn(code).some((each) => MONITORING.test(each)),
    )
    const values = {
      sbp: round(mean.sbp),
      dbp: round(mean.dbp),
      days: `${last.day} and ${before.day}`,
      unseen: unseenNote({
        'home monitoring is ordered':
          !isMonitored && (requests === undefined || isPartial('requests')),
      }),
    }
    const extras = {
      suggestions: isMonitored
        ? []
        : [suggest.create('Order home blood pressure monitoring', MONITORING_ORDER)],
      links: [companion('Open the risk in the companion app', { score: 'prevent' })],
    }
    if (taken.length > 0) {
      if (!isAt(mean, TREAT)) return []
      const medicines = taken.map(({ medication }) => medication.name).join(', ')
      return [card('aboveGoal', { ...values, medicines }, extras)]
    }
    const unknown = current.find(({ medication }) => medication.state === 'unknown')
    // What is certain where all medicines are known; else one of them may be for it.
    const advise = (certain: Draft, from: string, whom: string) => {
      if (unknown === undefined) return [certain]
      const medicine = unknown.medication.name || 'A current medicine'
      return [card('unclear', { ...values, medicine, from, whom }, extras)]
    }
    if (isAt(mean, TREAT)) return advise(card('treat', values, extras), '140/90', 'for all')
    const atRisk = (reason: string) =>
      advise(card('treatAtRisk', { ...values, reason }, extras), '130/80', `with ${reason}`)
    const known = reasons.find(({ set, isForGood }) => (isForGood ? conditions : active).some(set))
    if (known !== undefined) return atRisk(known.name)
    const risk = scores.prevent
    if (!risk.known)
      return [
        notChecked(
          'whether to treat blood pressure',
          risk.unavailable ? 'unavailable' : 'unusable',
        ),
      ]
    const { cvdPct } = risk.value
    if (cvdPct < RISK) return []
    return atRisk(`a 10-year CVD risk of ${round(cvdPct, 1)} % (PREVENT)`)
  },
})

function isAt(
  { sbp, dbp }: Reading,
  limit: { readonly sbp: number; readonly dbp: number },
): boolean {
  return sbp >= limit.sbp || dbp >= limit.dbp
}
