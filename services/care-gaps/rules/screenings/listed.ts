import {
  anyOf,
  aorticAneurysm,
  bloodPressureCheck,
  breast,
  type CodeSet,
  CPT,
  cervical,
  codeGroup,
  colorectal,
  depression,
  diabetesEye,
  diabetesKidney,
  hepatitisC,
  hivTesting,
  LOINC,
  osteoporosis,
  type Screened,
  type Screening,
  SNOMED,
  serviceOrder,
  type TestName,
  tobacco,
} from '#cds'

/** A test that one click orders. */
interface Offered {
  readonly name: TestName
  readonly text: string
  readonly order: ReturnType<typeof serviceOrder>
}

function test(name: TestName, system: string, code: string, text: string): Offered {
  return { name, text, order: serviceOrder(text, { system, code }) }
}

/** A screening, the tests offered for it, the likeliest first, and what excludes it, in the past too. */
export interface Listed {
  readonly screening: Screening
  readonly offered: readonly [Offered, ...Offered[]]
  readonly exclusion: CodeSet
}

function listed(screening: Screening, ...offered: readonly [Offered, ...Offered[]]): Listed {
  const groups = screening.exclusions.map((group) => codeGroup(group, { history: true }))
  return { screening, offered, exclusion: anyOf(...groups) }
}

export const LISTED: readonly Listed[] = [
  listed(colorectal, test('fit', LOINC, '29771-3', 'Faecal immunochemical test')),
  listed(breast, test('mammogram', LOINC, '24606-6', 'Screening mammography')),
  listed(
    cervical,
    test('hpv', LOINC, '59420-0', 'High-risk HPV test'),
    test('cytology', LOINC, '10524-7', 'Cervical cytology'),
  ),
  listed(
    aorticAneurysm,
    test('aortaUltrasound', CPT, '76706', 'Ultrasound of the abdominal aorta'),
  ),
  listed(hepatitisC, test('hcv', LOINC, '16128-1', 'Hepatitis C antibody')),
  listed(osteoporosis, test('dxa', LOINC, '38268-9', 'Bone density (DXA)')),
  listed(hivTesting, test('hivTest', LOINC, '56888-1', 'HIV antigen and antibody')),
  listed(bloodPressureCheck, test('bloodPressure', LOINC, '85354-9', 'Blood pressure')),
  listed(depression, test('phq', LOINC, '55758-7', 'Depression screening (PHQ-2)')),
  listed(tobacco, test('smokingStatus', LOINC, '72166-2', 'Tobacco smoking status')),
  listed(diabetesKidney, test('uacr', LOINC, '9318-7', 'Albumin/creatinine ratio, urine')),
  listed(diabetesEye, test('eye', SNOMED, '308110009', 'Dilated eye examination')),
]

const leftMastectomy = codeGroup('mastectomy-left')
const rightMastectomy = codeGroup('mastectomy-right')

/** Whether conditions or procedures, past ones too, exclude a screening. */
export function isExcluded({ screening, exclusion }: Listed, past: readonly object[]): boolean {
  if (past.some(exclusion)) return true
  return screening === breast && past.some(leftMastectomy) && past.some(rightMastectomy)
}

/** The test to offer: where not all count for this person, one that does. */
export function offerFor({ screening, offered }: Listed, person: Screened): Offered {
  const counted = screening.counted?.(person)
  return offered.find(({ name }) => counted?.includes(name) ?? true) ?? offered[0]
}

/** The tests that close a screening. */
export function testsOf(screening: Screening): readonly TestName[] {
  return Object.keys(screening.tests) as TestName[]
}
