import {
  ageAt,
  anyOf,
  codeGroup,
  comfortCare,
  defineRule,
  fib4,
  isActive,
  isAwaited,
  isReferredTo,
  optional,
  round,
  serviceOrder,
  templates,
  type UsedInput,
  unseenNote,
} from '#cds'
import { ELASTOGRAPHY_ORDER, isElastography } from './elastography.ts'
import { isKnownLiverDisease, riskOf } from './risk.ts'
import { testsDue } from './tests-due.ts'

const FROM_AGE = 35
const silent = anyOf(comfortCare, codeGroup('pregnancy'))
const HEPATOLOGY = /hepatolog|gastroenterolog|liver clinic/i
const REFERRAL = serviceOrder('Referral to hepatology')

export default defineRule({
  id: 'liver-fibrosis',
  version: '1.3.2',
  title: 'Liver fibrosis in metabolic disease',
  owner: 'Cardiometabolic group',
  reviewBy: '2027-06-30',
  hooks: 'patient-view',
  source: {
    label: 'AGA 2021 care pathway (Kanwal F et al.); ADA Standards 2025; FIB-4 (Sterling 2006)',
    url: 'https://doi.org/10.1053/j.gastro.2021.07.049',
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    transaminases: optional(templates.transaminases),
    platelets: optional(templates.platelets),
    procedures: optional(templates.procedures),
    referrals: optional('ServiceRequest?patient={{context.patientId}}'),
  },
  acceptsPartial: ['procedures', 'referrals'],
  scores: { fibrosis: fib4 },
  checks: 'liver fibrosis',
  cards: {
    high: {
      indicator: 'warning',
      kind: 'follow-up',
      summary: 'FIB-4 {{fib4}}: high risk of advanced liver fibrosis; {{referral}}',
      detail: 'Above 2.67, with {{reason}}. Refer to hepatology. From {{inputs}}.{{unseen}}',
    },
    indeterminate: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'FIB-4 {{fib4}}: liver fibrosis cannot be excluded',
      detail:
        'Between {{low}} and 2.67, with {{reason}}. Elastography (below 8 kPa low, above 12 high) or ELF tells more. From {{inputs}}.{{unseen}}',
    },
    testsDue: {
      indicator: 'info',
      kind: 'follow-up',
      summary: 'Liver fibrosis screen: {{tests}} within a year would give FIB-4',
      detail: 'Asked for with {{reason}}, also where liver enzymes were normal.{{unseen}}',
    },
  },

  evaluate(
    { patient, conditions, transaminases, platelets, procedures, referrals, scores },
    { now, card, suggest, companion, notChecked, isPartial },
  ) {
    const age = ageAt(patient, now)
    if (age === undefined || age < FROM_AGE) return []
    const active = conditions.filter(isActive)
    if (active.some(silent) || conditions.some(isKnownLiverDisease)) return []
    const risk = riskOf(active)
    if (risk === undefined) return []
    const requests = referrals ?? []
    if ([...requests, ...(procedures ?? [])].some((each) => isElastography(each, now))) return []
    const reason = risk.name
    const isUnseen = referrals === undefined || isPartial('referrals')
    const unseen = unseenNote({
      'elastography was done': procedures === undefined || isPartial('procedures'),
      'elastography, a test or a referral is ordered': isUnseen,
    })
    const { fibrosis } = scores
    if (!fibrosis.known) {
      if (fibrosis.unavailable) return [notChecked('liver fibrosis')]
      const results = [...(transaminases ?? []), ...(platelets ?? [])]
      // An order that is done, or forgotten, gave no result that is on file: it is no reason to wait.
      const open = requests.filter((each) => isAwaited(each, now))
      const due = testsDue(results, open, now)
      if (due.length === 0 || !risk.asksForTests) return []
      const tests = due.map(({ name }) => name).join(', ')
      const orders = due.map(({ name, order }) => suggest.create(`Order ${name}`, order))
      const suggestions = [suggest.all(`Order ${tests}`, ...orders)]
      return [card('testsDue', { tests, reason, unseen }, { suggestions })]
    }
    const { fib4: value, category } = fibrosis.value
    if (category === 'low') return []
    const inputs = fibrosis.inputs.map(wordsOf).join(', ')
    const values = { fib4: round(value, 2), reason, unseen, inputs }
    const links = [companion('Open the score in the companion app', { score: 'fibrosis' })]
    if (category === 'high') {
      if (isReferredTo(HEPATOLOGY, requests, now)) return []
      const referral = isUnseen ? 'refer to hepatology' : 'no hepatology referral on file'
      const suggestions = [suggest.create('Refer to hepatology', REFERRAL)]
      return [card('high', { ...values, referral }, { suggestions, links })]
    }
    const low = age >= 65 ? '2.0' : '1.3'
    const suggestions = [suggest.create('Order elastography', ELASTOGRAPHY_ORDER)]
    return [card('indeterminate', { ...values, low }, { suggestions, links })]
  },
})

const NAMES: Readonly<Record<string, string>> = {
  age: 'age',
  ast: 'AST',
  alt: 'ALT',
  platelets10e9L: 'platelets',
}

function wordsOf({ name, value, date }: UsedInput): string {
  return `${NAMES[name] ?? name} ${value}${date ? ` (${date.slice(0, 10)})` : ''}`
}
