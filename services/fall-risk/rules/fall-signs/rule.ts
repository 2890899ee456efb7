import {
  ageAt,
  codeGroup,
  comfortCare,
  defineRule,
  fallClasses,
  fallRisk,
  isActive,
  LOINC,
  optional,
  serviceOrder,
  shownDay,
  templates,
} from '#cds'
import { wasScreened } from './screened.ts'

const OLDER = 65
const screening = codeGroup('falls-screening', { history: true })

export default defineRule({
  id: 'fall-signs',
  version: '1.1.0',
  title: 'Signs of fall risk',
  owner: 'Geriatrics group',
  reviewBy: '2027-06-30',
  hooks: 'patient-view',
  source: {
    label: 'CDC STEADI; World Falls Guidelines 2022; USPSTF 2024',
    url: 'https://doi.org/10.1093/ageing/afac205',
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    medications: templates.medications,
    screenings: optional(
      'Observation?patient={{context.patientId}}&code=http://loinc.org|73830-2,http://loinc.org|52552-7,http://loinc.org|57254-5,http://loinc.org|59454-9&_sort=-date&_count=5',
    ),
    requests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
  },
  acceptsPartial: ['requests'],
  scores: { falls: fallRisk },
  checks: 'signs of fall risk',
  cards: {
    raised: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'A fall is on file ({{date}}): fall-risk assessment is due',
      detail:
        'A fall in the past year asks for tests of gait, strength and balance; exercise helps (USPSTF B).{{phone}}{{medicines}}{{unseen}}',
    },
    ask: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'The phone reports {{steadiness}} walking steadiness ({{date}}): ask about falls',
      detail:
        'No diagnosis, but a prompt: fell in the past year? unsteady when standing or walking? worried about falling? Any yes asks for tests of gait, strength and balance.{{medicines}}{{unseen}}',
    },
    undated: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'A fall is on file without its day: ask about falls of the past year',
      detail:
        'Fell in the past year? unsteady when standing or walking? worried about falling? Any yes asks for tests of gait, strength and balance.{{phone}}{{medicines}}{{unseen}}',
    },
  },

  evaluate(
    { patient, conditions, medications, screenings, requests, scores },
    { now, card, suggest, companion, notChecked },
  ) {
    const age = ageAt(patient, now)
    if (age === undefined || age < OLDER) return []
    if (conditions.some((each) => isActive(each) && comfortCare(each))) return []
    const { falls } = scores
    if (!falls.known) return falls.unavailable ? [notChecked('signs of fall risk')] : []
    const { risk } = falls.value
    if (risk === 'none-found') return []
    const input = (name: string) => falls.inputs.find((each) => each.name === name)
    const fallDay = input('fellPastYear')?.date
    if (wasScreened(screenings ?? [], now, fallDay)) return []
    if ((requests ?? []).some((each) => screening(each))) return []
    const phone = input('phoneSteadiness')
    const classes = fallClasses(medications)
    const medicines =
      classes.length === 0 ? '' : ` Medicines that raise the risk: ${classes.join(', ')}.`
    const order = serviceOrder('Fall risk assessment', { system: LOINC, code: '73830-2' })
    const extras = {
      suggestions: [suggest.create('Order a fall-risk assessment', order)],
      links: [companion('Open the signs in the companion app', { score: 'falls' })],
    }
    const steadiness = String(phone?.value ?? '').replace('-', ' ')
    const shared = {
      medicines,
      unseen:
        screenings === undefined || requests === undefined
          ? ' Whether an assessment is done or ordered could not be looked at.'
          : '',
    }
    const said = phone === undefined ? '' : ` The phone says: ${steadiness}.`
    if (risk === 'raised')
      return [card('raised', { ...shared, date: shownDay(fallDay), phone: said }, extras)]
    if (input('undatedFall') !== undefined)
      return [card('undated', { ...shared, phone: said }, extras)]
    return [card('ask', { ...shared, steadiness, date: shownDay(phone?.date) }, extras)]
  },
})
