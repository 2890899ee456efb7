import {
  codeGroup,
  daysBefore,
  defineRule,
  instantOf,
  isActive,
  isAdult,
  lace,
  runScore,
  templates,
} from '#cds'
import { charlsonAtLeast } from './charlson.ts'
import { classOf, isAcute, needsNoFollowUp, startOf } from './encounters.ts'

const DAY_MS = 86_400_000
const LOOK_BACK_DAYS = 183
// LACE does not count the emergency visit that led to the admission; it begins at most a day before.
const INDEX_VISIT_MS = DAY_MS
const hospice = codeGroup('hospice')

export default defineRule({
  id: 'lace-follow-up',
  version: '1.1.0',
  title: 'Readmission risk and follow-up',
  owner: 'Transitions of care',
  reviewBy: '2027-06-30',
  hooks: 'encounter-discharge',
  source: {
    label: 'van Walraven C et al. CMAJ 2010;182:551-557 (LACE)',
    url: 'https://doi.org/10.1503/cmaj.091117',
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    encounter: 'Encounter/{{context.encounterId}}',
    encounters: 'Encounter?patient={{context.patientId}}&_sort=-date&_count=50',
  },
  checks: 'readmission risk (LACE)',
  cards: {
    high: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'High readmission risk: LACE {{score}} or more; plan follow-up within 7 days',
      detail:
        'Length of stay {{days}} days, {{admission}} admission, comorbidity {{charlson}} or more, {{visits}} emergency visits in six months. 10 or more points of 19 are high. The score supports a plan; it never decides alone.',
    },
  },

  evaluate({ patient, conditions, encounter, encounters }, { now, context, card, suggest }) {
    if (!isAdult(patient, now)) return []
    const start = startOf(encounter)
    const startedAt = start === undefined ? undefined : instantOf(start)
    if (startedAt === undefined || startedAt > now.getTime()) return []
    if (classOf(encounter) === 'AMB' || needsNoFollowUp(encounter)) return []
    if (conditions.some((each) => isActive(each) && hospice(each))) return []
    const admitted = new Date(startedAt)
    const days = Math.floor((now.getTime() - startedAt) / DAY_MS)
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
    if (!('value' in result) || !result.value.highRisk) return []
    const followUp = {
      resourceType: 'ServiceRequest',
      code: { text: 'Follow-up visit within 7 days of discharge' },
      occurrencePeriod: {
        start: now.toISOString().slice(0, 10),
        end: new Date(now.getTime() + 7 * DAY_MS).toISOString().slice(0, 10),
      },
    }
    const values = {
      score: result.value.score,
      days,
      admission: acute ? 'acute' : 'planned',
      charlson,
      visits,
    }
    return [
      card('high', values, {
        suggestions: [suggest.create('Order a follow-up visit within 7 days', followUp)],
      }),
    ]
  },
})
