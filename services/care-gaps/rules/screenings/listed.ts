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
  /** How orders and appointments without a code name it. */
  readonly words: Words
}

type Words = Pick<RegExp, 'test'>

const COLON = /colonoscop|colorectal(?!.{0,5}surg)|fa?ecal immuno|cologuard|sigmoidoscop/i
// In capitals only, and neither of masks and lenses nor "fit for": much else is made to fit.
const FIT =
  /^(?!.*\b(?:[Rr]espirator|[Mm]ask|[Ll]ens(?:es)?|RESPIRATOR|MASK|LENS(?:ES)?|N95)\b).*\bFIT\b(?! FOR\b)/
// Not the mask that opens the airways (PAP), and no vaccine.
const SMEAR =
  /^\s*pap\s*$|(?<!auto.?)\bpap.?(?:smear|test|cytolog|co-?test|IG\b)|papanicolaou|thin ?prep|cervical (?:cytolog|screening|smear)|\bHPV\b(?!.{0,30}vaccin)/i
// Not the valve, and not the chest.
const AORTA =
  /abdominal aort|(?<!thoracic )aortic aneurysm|\bAAA\b|\bultraso\w+\W+(?:\w+\W+){0,3}aorta|aorta\W+(?:\w+\W+){0,2}ultraso/i

function listed(
  screening: Screening,
  words: Words,
  ...offered: readonly [Offered, ...Offered[]]
): Listed {
  const groups = screening.exclusions.map((group) => codeGroup(group, { history: true }))
  return { screening, offered, exclusion: anyOf(...groups), words }
}

export const LISTED: readonly Listed[] = [
  listed(
    colorectal,
    { test: (text) => COLON.test(text) || FIT.test(text) },
    test('fit', LOINC, '29771-3', 'Faecal immunochemical test'),
  ),
  listed(
    breast,
    /mammogra|breast screening/i,
    test('mammogram', LOINC, '24606-6', 'Screening mammography'),
  ),
  listed(
    cervical,
    SMEAR,
    test('hpv', LOINC, '59420-0', 'High-risk HPV test'),
    test('cytology', LOINC, '10524-7', 'Cervical cytology'),
  ),
  listed(
    aorticAneurysm,
    AORTA,
    test('aortaUltrasound', CPT, '76706', 'Ultrasound of the abdominal aorta'),
  ),
  listed(hepatitisC, /hepatitis C|\bHCV\b/i, test('hcv', LOINC, '16128-1', 'Hepatitis C antibody')),
  listed(
    osteoporosis,
    /bone density|\bDE?XA\b/i,
    test('dxa', LOINC, '38268-9', 'Bone density (DXA)'),
  ),
  listed(hivTesting, /\bHIV\b/i, test('hivTest', LOINC, '56888-1', 'HIV antigen and antibody')),
  listed(
    bloodPressureCheck,
    /blood pressure/i,
    test('bloodPressure', LOINC, '85354-9', 'Blood pressure'),
  ),
  listed(
    depression,
    /depression screen|\bPHQ/i,
    test('phq', LOINC, '55758-7', 'Depression screening (PHQ-2)'),
  ),
  listed(
    tobacco,
    /tobacco|smoking/i,
    test('smokingStatus', LOINC, '72166-2', 'Tobacco smoking status'),
  ),
  listed(
    diabetesKidney,
    /albumin.{0,20}creatinine|\bU?ACR\b|microalbumin/i,
    test('uacr', LOINC, '9318-7', 'Albumin/creatinine ratio, urine'),
  ),
  listed(
    diabetesEye,
    /ophthalm|optometr|retina|eye exam|eye clinic/i,
    test('eye', SNOMED, '308110009', 'Dilated eye examination'),
  ),
]

/** The test to offer: where not all count for this person, one that does. */
export function offerFor({ screening, offered }: Listed, person: Screened): Offered {
  const counted = screening.counted?.(person)
  return offered.find(({ name }) => counted?.includes(name) ?? true) ?? offered[0]
}

/** The tests that close a screening. */
export function testsOf(screening: Screening): readonly TestName[] {
  return Object.keys(screening.tests) as TestName[]
}
