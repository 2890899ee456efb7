import {
  ageAt,
  anyOf,
  CPT,
  clinicalDate,
  codeGroup,
  codes,
  comfortCare,
  daysBefore,
  defineRule,
  fib4,
  isActive,
  LOINC,
  latest,
  optional,
  round,
  serviceOrder,
  templates,
} from '#cds'

const YEAR = 365
/** An elastography of this age is not asked for again; our choice, as for a low FIB-4 (2 to 3 years). */
const ELASTOGRAPHY_DAYS = 2 * YEAR
const FROM_AGE = 35
const steatosis = codeGroup('steatotic-liver-disease')
const atRisk = [
  { name: 'fatty liver disease', set: steatosis },
  { name: 'diabetes', set: codeGroup('diabetes') },
  { name: 'prediabetes', set: codeGroup('prediabetes') },
]
const obesity = codeGroup('obesity')
const withObesity = anyOf(codeGroup('hypertension'), codeGroup('hypercholesterolaemia'))
const knownLiver = anyOf(
  codeGroup('chronic-liver-disease'),
  codeGroup('liver-disease-severe'),
  codeGroup('hepatitis-c'),
  codeGroup('hepatitis-b'),
)
const silent = anyOf(comfortCare, codeGroup('pregnancy'))
const elastography = codes(CPT, ['91200', '76981', '76982'])
const TESTS = [
  { code: '1920-8', text: 'AST', set: codeGroup('ast'), unit: 'U/L' },
  { code: '1742-6', text: 'ALT', set: codeGroup('alt'), unit: 'U/L' },
  { code: '777-3', text: 'Platelets', set: codeGroup('platelets'), unit: '10*9/L' },
] as const

export default defineRule({
  id: 'liver-fibrosis',
  version: '1.0.0',
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
    liverRequests: optional('ServiceRequest?patient={{context.patientId}}'),
  },
  acceptsPartial: ['procedures', 'liverRequests'],
  scores: { fibrosis: fib4 },
  checks: 'liver fibrosis',
  cards: {
    high: {
      indicator: 'warning',
      kind: 'follow-up',
      summary: 'FIB-4 {{fib4}}: advanced liver fibrosis is likely; no liver disease on file',
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
    { patient, conditions, transaminases, platelets, procedures, liverRequests, scores },
    { now, card, suggest, companion, notChecked, isPartial },
  ) {
    const age = ageAt(patient, now)
    if (age === undefined || age < FROM_AGE) return []
    const active = conditions.filter(isActive)
    if (active.some(silent) || conditions.some(isKnown)) return []
    const reason = reasonOf(active)
    if (reason === undefined) return []
    const requests = liverRequests ?? []
    if ([...requests, ...(procedures ?? [])].some((each) => isElastography(each, now))) return []
    const unseen = unseenOf({
      procedures: procedures === undefined || isPartial('procedures'),
      orders: liverRequests === undefined || isPartial('liverRequests'),
    })
    const { fibrosis } = scores
    if (!fibrosis.known) {
      if (fibrosis.unavailable) return [notChecked('liver fibrosis')]
      const results = [...(transaminases ?? []), ...(platelets ?? [])]
      const open = TESTS.filter(
        ({ code, set, unit }) =>
          isDue(latest(results, set, unit, { now, withinDays: YEAR })) &&
          !requests.some((each) => set(each) || codes(LOINC, [code])(each)),
      )
      // Prediabetes and obesity alone are too common to ask everyone.
      if (open.length === 0 || reason === 'prediabetes' || isObese(reason)) return []
      const orders = open.map(({ code, text }) =>
        suggest.create(`Order ${text}`, serviceOrder(text, { system: LOINC, code })),
      )
      const tests = open.map(({ text }) => text).join(', ')
      return [
        card(
          'testsDue',
          { tests, reason, unseen },
          { suggestions: [suggest.all(`Order ${tests}`, ...orders)] },
        ),
      ]
    }
    const { fib4: value, category } = fibrosis.value
    if (category === 'low') return []
    const values = {
      fib4: round(value, 2),
      reason,
      unseen,
      inputs: fibrosis.inputs
        .map(
          ({ name, value: each, date }) =>
            `${NAMES[name] ?? name} ${each}${date ? ` (${date.slice(0, 10)})` : ''}`,
        )
        .join(', '),
    }
    const links = [companion('Open the score in the companion app', { score: 'fibrosis' })]
    if (category === 'high') {
      const referral = serviceOrder('Referral to hepatology')
      return [
        card('high', values, {
          suggestions: [suggest.create('Refer to hepatology', referral)],
          links,
        }),
      ]
    }
    const order = serviceOrder('Liver elastography', { system: CPT, code: '91200' })
    return [
      card(
        'indeterminate',
        { ...values, low: age >= 65 ? '2.0' : '1.3' },
        { suggestions: [suggest.create('Order elastography', order)], links },
      ),
    ]
  },
})

/** Liver disease that is known has its own care; fatty liver is what this rule is about. */
function isKnown(condition: object): boolean {
  return knownLiver(condition) && !steatosis(condition)
}

function isElastography(resource: object, now: Date): boolean {
  if (!elastography(resource)) return false
  const age = daysBefore(clinicalDate(resource) ?? '', now)
  return age === undefined || age <= ELASTOGRAPHY_DAYS
}

/** What could not be looked at, in words; empty where all was. */
function unseenOf(isUnseen: { readonly procedures: boolean; readonly orders: boolean }): string {
  const what = [
    ...(isUnseen.procedures ? ['whether elastography was done'] : []),
    ...(isUnseen.orders ? ['whether elastography or a test is ordered'] : []),
  ]
  return what.length === 0 ? '' : ` Could not be looked at: ${what.join(', ')}.`
}

const OBESITY = 'obesity and another risk'

/** Why fibrosis is looked for: the weightiest risk on file. */
function reasonOf(active: readonly object[]): string | undefined {
  const found = atRisk.find(({ set }) => active.some(set))
  if (found !== undefined) return found.name
  return active.some(obesity) && active.some(withObesity) ? OBESITY : undefined
}

function isObese(reason: string): boolean {
  return reason === OBESITY
}

/** None on file, or too old; one that is there and cannot be used is not asked for again. */
function isDue(found: ReturnType<typeof latest>): boolean {
  return found === undefined || (!found.usable && found.reason.code === 'stale')
}

const NAMES: Readonly<Record<string, string>> = {
  age: 'age',
  ast: 'AST',
  alt: 'ALT',
  platelets10e9L: 'platelets',
}
