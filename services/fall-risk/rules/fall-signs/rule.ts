import {
  ageAt,
  codeGroup,
  comfortCare,
  currentMedicines,
  defineRule,
  fallAnswers,
  fallClasses,
  fallOfYear,
  fallRisk,
  isActive,
  isAwaited,
  LOINC,
  optional,
  round,
  serviceOrder,
  shownDay,
  templates,
  unseenNote,
} from '#cds'
import { wasScreened } from './screened.ts'
import { isWalkUnread } from './walk.ts'

const OLDER = 65
const screening = codeGroup('falls-screening', { history: true })

export default defineRule({
  id: 'fall-signs',
  version: '1.4.1',
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
    fallTests: optional(templates.fallTests),
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
    answered: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'Answered yes: {{answers}}; fall-risk assessment is due',
      detail:
        'Any yes to the three questions of STEADI asks for tests of gait, strength and balance; exercise helps (USPSTF B).{{phone}}{{medicines}}{{unseen}}',
    },
    slow: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'Timed Up and Go {{seconds}} s ({{date}}): ask about falls',
      detail:
        'From 12 s on the test is positive (CDC STEADI); it never decides alone. Fell in the past year? unsteady when standing or walking? worried about falling?{{phone}}{{medicines}}{{unseen}}',
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
    { patient, conditions, medications, screenings, fallTests, requests, scores },
    { now, card, suggest, companion, notChecked, isPartial },
  ) {
    const age = ageAt(patient, now)
    if (age === undefined || age < OLDER) return []
    if (conditions.some((each) => isActive(each) && comfortCare(each))) return []
    const { falls } = scores
    const unread = isWalkUnread(fallTests, now) ? [notChecked('Timed Up and Go', 'unusable')] : []
    if (!falls.known) return falls.unavailable ? [notChecked('signs of fall risk')] : unread
    const { risk } = falls.value
    if (risk === 'none-found') return unread
    const input = (name: string) => falls.inputs.find((each) => each.name === name)
    const said = fallAnswers(fallTests ?? [], now)
    const answered = QUESTIONS.filter(([question]) => said[question] !== undefined)
    const saidDay = Object.values(said).toSorted().at(-1)
    const fallDay = fallOfYear(conditions, now)
    const since = fallDay ?? saidDay
    if (wasScreened(screenings ?? [], now, since, answered.length > 0)) return []
    if ((requests ?? []).some((each) => screening(each) && isAwaited(each, now))) return []
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
      unseen: unseenNote({
        'an assessment is done or ordered':
          screenings === undefined || requests === undefined || isPartial('requests'),
        'someone asked about falls, or timed a walk,': fallTests === undefined,
        'a medicine that is not identified raises it': currentMedicines(medications).some(
          ({ medication }) => medication.state === 'unknown',
        ),
      }),
    }
    const phoneSays = phone === undefined ? '' : ` The phone says: ${steadiness}.`
    if (risk === 'raised' && fallDay === undefined) {
      const answers = answered
        .map(([question, words]) => `${words} (${shownDay(said[question])})`)
        .join(', ')
      return [card('answered', { ...shared, answers, phone: phoneSays }, extras)]
    }
    if (risk === 'raised')
      return [card('raised', { ...shared, date: shownDay(fallDay), phone: phoneSays }, extras)]
    if (input('undatedFall') !== undefined)
      return [card('undated', { ...shared, phone: phoneSays }, extras)]
    const walked = input('timedUpAndGoS')
    if (phone === undefined || steadiness === 'ok') {
      const seconds = round(Number(walked?.value), 1)
      return [
        card(
          'slow',
          { ...shared, seconds, date: shownDay(walked?.date), phone: phoneSays },
          extras,
        ),
      ]
    }
    return [card('ask', { ...shared, steadiness, date: shownDay(phone?.date) }, extras)]
  },
})

const QUESTIONS = [
  ['fellPastYear', 'fell in the past year'],
  ['unsteady', 'unsteady'],
  ['worried', 'worried about falling'],
] as const
