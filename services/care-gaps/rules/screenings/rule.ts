import {
  ageAt,
  aorticAneurysm,
  bloodPressureCheck,
  breast,
  CPT,
  cervical,
  codeGroup,
  codes,
  colorectal,
  defineRule,
  depression,
  diabetesEye,
  diabetesKidney,
  evidenceOf,
  type GroupId,
  groupTemplateCodes,
  hepatitisC,
  hivTesting,
  isActive,
  isAdult,
  isOrdered,
  LOINC,
  lung,
  newestOf,
  optional,
  osteoporosis,
  type Screened,
  type Screening,
  SNOMED,
  screeningStatus,
  serviceOrder,
  sexOf,
  type TestName,
  templates,
  tobacco,
} from '#cds'

const hospice = codeGroup('hospice')
const palliative = codeGroup('palliative-care')
const diabetes = codeGroup('diabetes')
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
  {
    screening: hivTesting,
    orders: [test('hivTest', LOINC, '56888-1', 'HIV antigen and antibody')],
  },
  {
    screening: bloodPressureCheck,
    orders: [test('bloodPressure', LOINC, '85354-9', 'Blood pressure')],
  },
  {
    screening: depression,
    orders: [test('phq', LOINC, '55758-7', 'Depression screening (PHQ-2)')],
  },
  {
    screening: tobacco,
    orders: [test('smokingStatus', LOINC, '72166-2', 'Tobacco smoking status')],
  },
  {
    screening: diabetesKidney,
    orders: [test('uacr', LOINC, '9318-7', 'Albumin/creatinine ratio, urine')],
  },
  { screening: diabetesEye, orders: [test('eye', SNOMED, '308110009', 'Dilated eye examination')] },
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

/** How many codes a query names at most: beyond that its text is too long for a URL. */
const MOST_CODES = 57

/** Results of some groups, or of a part of them, counted from 0. */
function resultsOf(groups: readonly GroupId[], part = 0) {
  const codes = groups
    .flatMap((group) => groupTemplateCodes(group).split(','))
    .filter((code) => code.startsWith(LOINC))
    .slice(part * MOST_CODES, (part + 1) * MOST_CODES)
  return `Observation?patient={{context.patientId}}&code=${codes.join(',')}` as `Observation?${string}`
}

export default defineRule({
  id: 'screenings',
  version: '1.1.0',
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
  },

  evaluate(
    { patient, conditions, procedures, reports, requests, smoking, bloodPressure, uacr, ...tests },
    { now, card, suggest },
  ) {
    const age = ageAt(patient, now)
    if (!isAdult(patient, now) || age === undefined) return []
    const active = conditions.filter(isActive)
    if (active.some((each) => hospice(each) || palliative(each))) return []

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
    const due = LISTED.filter(({ screening }) => {
      if (!isReadable(screening)) return false
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
      return suggest.create(`Order: ${text}`, serviceOrder(text, { system, code }))
    })
    const values = {
      names: due.map(({ screening }) => screening.title).join(', '),
      list: list.join('; '),
      note: requests === undefined ? 'Orders could not be looked at' : 'Nothing of it is ordered',
      ask:
        screeningStatus(lung, person, false, () => false) === 'unknown' &&
        person.everSmoked === true
          ? ' Ask for pack-years: from 20 on lung cancer screening is due (50 to 80 years).'
          : '',
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
): boolean | undefined {
  const answer = newestOf(smoking ?? [])?.valueCodeableConcept
  if (answer === undefined) return undefined
  const has = everSmoked.some((set) => set(answer))
  const never = neverSmoked.some((set) => set(answer))
  return has === never ? undefined : has
}
