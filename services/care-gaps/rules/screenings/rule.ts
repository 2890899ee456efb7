import {
  ageAt,
  anyOf,
  codeGroup,
  colorectal,
  comfortCare,
  type Draft,
  defineRule,
  evidenceOf,
  isActive,
  isAdult,
  isAwaited,
  lung,
  optional,
  type Screened,
  type Screening,
  SNOMED,
  screeningStatus,
  serviceOrder,
  sexOf,
  shownDay,
  templates,
} from '#cds'
import { isExcluded } from './excluded.ts'
import { LISTED, offerFor, testsOf } from './listed.ts'
import { appointmentsIn, isColonoscopy, isPlanned } from './planned.ts'
import { positiveStoolDay } from './positive.ts'
import { resultsOf } from './results.ts'
import { hasSmoked } from './smoked.ts'

const diabetes = codeGroup('diabetes')
// The colon was removed, or what the test looks for is found already.
const isSettled = anyOf(...colorectal.exclusions.map((id) => codeGroup(id, { history: true })))
/** Up to this age screening is considered at all (USPSTF 2021). */
const OLDEST = 85
/** An order of this age was forgotten; what is screened by may be waited for longer than a test of blood. */
const ORDER_DAYS = 365
const COLONOSCOPY = serviceOrder('Colonoscopy', { system: SNOMED, code: '73761001' })

export default defineRule({
  id: 'screenings',
  version: '1.3.0',
  title: 'Screenings due',
  owner: 'Prevention group',
  reviewBy: '2027-06-30',
  hooks: ['patient-view', 'appointment-book', 'encounter-start'],
  source: {
    label: 'US Preventive Services Task Force',
    url: 'https://www.uspreventiveservicestaskforce.org/uspstf/recommendation-topics',
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    procedures: 'Procedure?patient={{context.patientId}}',
    reports: 'DiagnosticReport?patient={{context.patientId}}',
    stoolTests: resultsOf(['fobt-fit', 'stool-dna-fit']),
    cervicalTests: resultsOf(['hpv-high-risk', 'pap-cytology']),
    onceTests: resultsOf(['hcv-antibody', 'hcv-rna', 'dxa']),
    hivTests: resultsOf(['hiv-test']),
    hivTests2: resultsOf(['hiv-test'], 1),
    hivTests3: resultsOf(['hiv-test'], 2),
    questionnaires: resultsOf(['phq']),
    bloodPressure: templates.bloodPressure,
    uacr: optional(templates.uacr),
    requests: optional('ServiceRequest?patient={{context.patientId}}&status=active,on-hold'),
    smoking: optional(templates.smoking),
  },
  cards: {
    due: {
      indicator: 'info',
      kind: 'screening',
      summary: 'Screening due: {{names}}',
      detail: '{{list}}. {{note}}.{{ask}}',
    },
    positive: {
      indicator: 'warning',
      kind: 'follow-up',
      summary: 'Stool test for colorectal cancer was positive ({{date}}): no colonoscopy since',
      detail:
        'A positive stool test is completed by a colonoscopy (USPSTF 2021); another stool test does not stand in for it. {{note}}.',
    },
  },

  evaluate(
    { patient, conditions, procedures, reports, requests, smoking, bloodPressure, uacr, ...tests },
    { now, context, card, suggest, notChecked },
  ) {
    const age = ageAt(patient, now)
    if (!isAdult(patient, now) || age === undefined) return []
    const active = conditions.filter(isActive)
    if (active.some(comfortCare)) return []

    const results = [
      ...tests.stoolTests,
      ...tests.cervicalTests,
      ...tests.onceTests,
      ...tests.hivTests,
      ...tests.hivTests2,
      ...tests.hivTests3,
      ...tests.questionnaires,
      ...bloodPressure,
      ...(uacr ?? []),
      ...(smoking ?? []),
    ]
    // What could not be read is not "never done".
    const isReadable = ({ id }: Screening) =>
      (id !== 'tobacco' || smoking !== undefined) &&
      (id !== 'diabetes-kidney' || uacr !== undefined)
    const past = [...conditions, ...procedures]
    const evidence = evidenceOf([...procedures, ...reports, ...results], now)
    const person: Screened = {
      age,
      sex: sexOf(patient),
      everSmoked: hasSmoked(smoking),
      hasDiabetes: active.some(diabetes),
    }
    const awaited = (requests ?? []).filter((each) => isAwaited(each, now, ORDER_DAYS))
    const planned = [...awaited, ...appointmentsIn(context)]
    const note =
      requests === undefined ? 'Orders could not be looked at' : 'Nothing of it is ordered'
    const drafts: Draft[] = []
    const positiveDay = age > OLDEST ? undefined : positiveStoolDay(tests.stoolTests, now)
    const isPositive =
      positiveDay !== undefined &&
      !evidence.isSince('colonoscopy', positiveDay) &&
      !past.some(isSettled)
    if (isPositive && !planned.some(isColonoscopy)) {
      const suggestions = [suggest.create('Order: Colonoscopy', COLONOSCOPY)]
      drafts.push(card('positive', { date: shownDay(positiveDay), note }, { suggestions }))
    }
    const due = LISTED.filter(
      (each) =>
        isReadable(each.screening) &&
        !(isPositive && each.screening.id === 'crc') &&
        screeningStatus(each.screening, person, isExcluded(each, past), evidence.isCovered) ===
          'due' &&
        !isPlanned(each, planned),
    )
    const isSexUnknown = person.sex === undefined
    if (isSexUnknown) drafts.push(notChecked('screenings that hang on sex', 'unusable'))
    if (due.length === 0) return drafts

    const list = due.map(({ screening }) => {
      const undated = testsOf(screening).some(evidence.isUndated)
      const found = undated ? 'only a test without a date is on file' : 'none on file in time'
      return `${screening.title} (${screening.source.label}): ${found}`
    })
    const suggestions = due.map((each) => {
      const { text, order } = offerFor(each, person)
      return suggest.create(`Order: ${text}`, order)
    })
    const values = {
      names: due.map(({ screening }) => screening.title).join(', '),
      list: list.join('; '),
      note,
      ask: `${isSexUnknown ? ' Sex is not on file: breast, cervix, aorta and bone were not looked at.' : ''}${
        screeningStatus(lung, person, false, () => false) === 'unknown' &&
        person.everSmoked === true
          ? ' Ask for pack-years: from 20 on lung cancer screening is due (50 to 80 years).'
          : ''
      }`,
    }
    return [card('due', values, { suggestions, selectionBehavior: 'any' }), ...drafts]
  },
})
