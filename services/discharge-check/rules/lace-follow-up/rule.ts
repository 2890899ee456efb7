import {
  comfortCare,
  daysBefore,
  defineRule,
  instantOf,
  isActive,
  isAdult,
  lace,
  optional,
  runScore,
  serviceOrder,
  templates,
  unseenNote,
} from '#cds'
import { charlsonAtLeast } from './charlson.ts'
import {
  classOf,
  endOfStay,
  isAcute,
  isNoStay,
  isStay,
  needsNoFollowUp,
  startOf,
} from './encounters.ts'
import { admissionsBefore, hospitalAtLeast } from './hospital.ts'
import { isFollowUpOrdered } from './ordered.ts'
import { bookedWithinWeek } from './planned.ts'

const DAY_MS = 86_400_000
// The seventh day counts to its end, wherever that is.
const WEEK_MS = 8 * DAY_MS
const LOOK_BACK_DAYS = 183
// LACE does not count the emergency visit that led to the admission; it begins at most a day before.
const INDEX_VISIT_MS = DAY_MS

export default defineRule({
  id: 'lace-follow-up',
  version: '1.4.0',
  title: 'Readmission risk and follow-up',
  owner: 'Transitions of care',
  reviewBy: '2027-06-30',
  hooks: 'encounter-discharge',
  source: {
    label:
      'van Walraven C et al. CMAJ 2010;182:551-557 (LACE); Donzé JD et al. JAMA Intern Med 2016;176:496 (HOSPITAL)',
    url: 'https://doi.org/10.1503/cmaj.091117',
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    encounter: 'Encounter/{{context.encounterId}}',
    encounters: 'Encounter?patient={{context.patientId}}&_sort=-date&_count=50',
    bloodResults: optional(
      'Observation?patient={{context.patientId}}&code=http://loinc.org|20509-6,http://loinc.org|30313-1,http://loinc.org|30350-3,http://loinc.org|30351-1,http://loinc.org|30352-9,http://loinc.org|59260-0,http://loinc.org|718-7,http://loinc.org|75928-2,http://loinc.org|93846-4,http://loinc.org|97550-8,http://loinc.org|2947-0,http://loinc.org|2951-2,http://loinc.org|32717-1,http://loinc.org|39791-9,http://loinc.org|41657-8,http://loinc.org|77139-4&_sort=-date&_count=20',
    ),
    stayProcedures: optional(
      'Procedure?patient={{context.patientId}}&encounter={{context.encounterId}}',
    ),
    requests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
    appointments: optional('Appointment?patient={{context.patientId}}&status=booked,pending'),
  },
  acceptsPartial: ['requests', 'appointments'],
  checks: 'readmission risk (LACE)',
  cards: {
    high: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'High readmission risk: LACE {{score}} or more; plan follow-up within 7 days',
      detail:
        'Length of stay {{days}} days, {{admission}} admission, comorbidity {{charlson}} or more, {{visits}} emergency visits in six months. 10 or more points of 19 are high. {{hospital}}The score supports a plan; it never decides alone.{{booked}}{{unseen}}',
    },
    hospitalHigh: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'High readmission risk: HOSPITAL {{score}} or more; plan follow-up within 7 days',
      detail:
        '{{results}}. LACE is {{lace}} or more, below its limit of 10. 7 or more points of 13 are high. The score supports a plan; it never decides alone.{{booked}}{{unseen}}',
    },
  },

  evaluate(
    { patient, conditions, encounter, encounters, bloodResults, stayProcedures, ...planned },
    { now, context, card, suggest, notChecked, isPartial },
  ) {
    if (!isAdult(patient, now)) return []
    const start = startOf(encounter)
    const startedAt = start === undefined ? undefined : instantOf(start)
    if (needsNoFollowUp(encounter)) return []
    // A start of a year or a month leaves the length of stay open.
    if (start === undefined || start.length < 10 || startedAt === undefined)
      return isNoStay(encounter, 1) ? [] : [notChecked('readmission risk (LACE)', 'unusable')]
    if (startedAt > now.getTime()) return []
    const days = Math.floor((endOfStay(encounter, now) - startedAt) / DAY_MS)
    if (days < 0 || isNoStay(encounter, days)) return []
    if (conditions.some((each) => isActive(each) && comfortCare(each))) return []
    const admitted = new Date(startedAt)
    const visits = encounters.filter((each) => {
      const visitStart = startOf(each) ?? ''
      const ago = daysBefore(visitStart, admitted)
      return (
        each.id !== context.encounterId &&
        each.status !== 'planned' &&
        classOf(each) === 'EMER' &&
        startedAt - (instantOf(visitStart) ?? 0) > INDEX_VISIT_MS &&
        ago !== undefined &&
        ago >= 0 &&
        ago <= LOOK_BACK_DAYS
      )
    }).length
    const charlson = charlsonAtLeast(conditions)
    const acute = isAcute(encounter)
    const result = runScore(lace, { lengthOfStayDays: days, acute, charlson, edVisits6mo: visits })
    if (!('value' in result)) return []
    const others = encounters.filter((each) => each.id !== context.encounterId && isStay(each))
    const stay = {
      days,
      acute,
      admissions: admissionsBefore(others.map(startOf), admitted),
      hadProcedure: (stayProcedures ?? []).length > 0,
    }
    const hospital = hospitalAtLeast(bloodResults, conditions, stay, now)
    if (!result.value.highRisk && hospital?.risk !== 'high') return []
    const followUp = {
      ...serviceOrder('Follow-up visit within 7 days of discharge'),
      occurrencePeriod: {
        start: now.toISOString().slice(0, 10),
        end: new Date(now.getTime() + 7 * DAY_MS).toISOString().slice(0, 10),
      },
    }
    const { requests, appointments } = planned
    const week = { from: now.getTime(), to: now.getTime() + WEEK_MS }
    if (isFollowUpOrdered(requests ?? [], startedAt, week)) return []
    const booked = bookedWithinWeek(appointments ?? [], context.patientId, week)
    const shared = {
      booked: booked === '' ? '' : ` Booked within the week: ${booked}. Is it the follow-up?`,
      unseen: unseenNote({
        'a follow-up is ordered or booked':
          requests === undefined ||
          appointments === undefined ||
          isPartial('requests') ||
          isPartial('appointments'),
      }),
    }
    const values = {
      ...shared,
      score: result.value.score,
      days,
      admission: acute ? 'acute' : 'planned',
      charlson,
      visits,
      hospital:
        hospital === undefined
          ? ''
          : `HOSPITAL is ${hospital.score} or more of 13 (${hospital.risk}). `,
    }
    const suggestions =
      booked === '' ? [suggest.create('Order a follow-up visit within 7 days', followUp)] : []
    if (result.value.highRisk) return [card('high', values, { suggestions })]
    const { score = 0, results = '' } = hospital ?? {}
    return [
      card(
        'hospitalHigh',
        { ...shared, score, results, lace: result.value.score },
        { suggestions },
      ),
    ]
  },
})
