import {
  ageAt,
  aorticAneurysm,
  breast,
  CPT,
  cervical,
  codeGroup,
  codes,
  colorectal,
  counts,
  defineRule,
  evidenceOf,
  type GroupId,
  groupTemplateCodes,
  hepatitisC,
  isActive,
  isAdult,
  isOrdered,
  LOINC,
  newestOf,
  optional,
  osteoporosis,
  type Screened,
  type Screening,
  SNOMED,
  screeningStatus,
  sexOf,
  type TestName,
  templates,
} from '#cds'

const hospice = codeGroup('hospice')
const palliative = codeGroup('palliative-care')
const leftMastectomy = codeGroup('mastectomy-left')
const rightMastectomy = codeGroup('mastectomy-right')

// LOINC's answers to 72166-2 and what they are mapped to in SNOMED CT.
const smokes = codeGroup('current-smoker')
const everSmoked = [
  smokes,
  codes(SNOMED, ['8517006']),
  codes(LOINC, ['LA18976-3', 'LA18977-1', 'LA18979-7', 'LA18981-3', 'LA18982-1', 'LA15920-4']),
]
const neverSmoked = [codes(SNOMED, ['266919005']), codes(LOINC, ['LA18978-9'])]

/** What is listed, and the test that one click orders. */
const LISTED = [
  { screening: colorectal, orders: [test('fit', LOINC, '29771-3', 'Faecal immunochemical test')] },
  { screening: breast, orders: [test('mammogram', LOINC, '24606-6', 'Screening mammography')] },
  {
    screening: cervical,
    orders: [
      test('hpv', LOINC, '59420-0', 'High-risk HPV test'),
      test('cytology', LOINC, '10524-7', 'Cervical cytology'),
    ],
  },
  {
    screening: aorticAneurysm,
    orders: [test('aortaUltrasound', CPT, '76706', 'Ultrasound of the abdominal aorta')],
  },
  { screening: hepatitisC, orders: [test('hcv', LOINC, '16128-1', 'Hepatitis C antibody')] },
  { screening: osteoporosis, orders: [test('dxa', LOINC, '38268-9', 'Bone density (DXA)')] },
] as const satisfies readonly { screening: Screening; orders: readonly Test[] }[]

interface Test {
  readonly name: TestName
  readonly system: string
  readonly code: string
  readonly text: string
}

function test(name: TestName, system: string, code: string, text: string): Test {
  return { name, system, code, text }
}

/** Results of some groups. In several queries, so that each is short enough for a URL. */
function resultsOf(...groups: readonly GroupId[]) {
  const codes = groups
    .flatMap((group) => groupTemplateCodes(group).split(','))
    .filter((code) => code.startsWith(LOINC))
  return `Observation?patient={{context.patientId}}&code=${codes.join(',')}` as `Observation?${string}`
}

export default defineRule({
  id: 'screenings',
  version: '1.0.0',
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
    stoolTests: resultsOf('fobt-fit', 'stool-dna-fit'),
    cervicalTests: resultsOf('hpv-high-risk', 'pap-cytology'),
    onceTests: resultsOf('hcv-antibody', 'hcv-rna', 'dxa'),
    requests: optional('ServiceRequest?patient={{context.patientId}}&status=active,on-hold'),
    smoking: optional(templates.smoking),
  },
  cards: {
    due: {
      indicator: 'info',
      kind: 'screening',
      summary: 'Screening due: {{names}}',
      detail: '{{list}}. {{note}}',
    },
  },

  evaluate(
    { patient, conditions, procedures, reports, requests, smoking, ...tests },
    { now, card, suggest },
  ) {
    const age = ageAt(patient, now)
    if (!isAdult(patient, now) || age === undefined) return []
    const active = conditions.filter(isActive)
    if (active.some((each) => hospice(each) || palliative(each))) return []

    const results = [...tests.stoolTests, ...tests.cervicalTests, ...tests.onceTests]
    const past = [...conditions, ...procedures].filter((each) => counts(each, now))
    const evidence = evidenceOf([...procedures, ...reports, ...results], now)
    const person: Screened = { age, sex: sexOf(patient), everSmoked: hasSmoked(smoking, now) }
    const due = LISTED.filter(({ screening }) => {
      const isExcluded =
        screening.exclusions.some((group) => past.some(codeGroup(group, { history: true }))) ||
        (screening === breast && past.some(leftMastectomy) && past.some(rightMastectomy))
      return screeningStatus(screening, person, isExcluded, evidence.isCovered) === 'due'
    }).filter(
      ({ screening }) => !testsOf(screening).some((name) => isOrdered(requests ?? [], name)),
    )
    if (due.length === 0) return []

    const list = due.map(({ screening }) => {
      const undated = testsOf(screening).some(evidence.isUndated)
      const found = undated ? 'only a test without a date is on file' : 'none on file in time'
      return `${screening.title} (${screening.source.label}): ${found}`
    })
    const suggestions = due.map(({ screening, orders: offered }) => {
      const counted = screening.counted?.(person)
      const { system, code, text } =
        offered.find(({ name }) => counted?.includes(name) ?? true) ?? offered[0]
      const concept = { coding: [{ system, code }], text }
      return suggest.create(`Order: ${text}`, { resourceType: 'ServiceRequest', code: concept })
    })
    const values = {
      names: due.map(({ screening }) => screening.title).join(', '),
      list: list.join('; '),
      note: requests === undefined ? 'Orders could not be looked at' : 'Nothing of it is ordered',
    }
    return [card('due', values, { suggestions, selectionBehavior: 'any' })]
  },
})

function testsOf(screening: Screening): readonly TestName[] {
  return Object.keys(screening.tests) as TestName[]
}

/** Whether the patient has ever smoked, by the newest smoking status; `undefined`: it does not say. */
function hasSmoked(
  smoking: readonly { readonly valueCodeableConcept?: object | undefined }[] | undefined,
  now: Date,
): boolean | undefined {
  const answer = newestOf((smoking ?? []).filter((each) => counts(each, now)))?.valueCodeableConcept
  if (answer === undefined) return undefined
  const has = everSmoked.some((set) => set(answer))
  const never = neverSmoked.some((set) => set(answer))
  return has === never ? undefined : has
}
