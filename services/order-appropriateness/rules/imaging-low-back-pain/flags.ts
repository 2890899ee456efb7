import {
  affirmed,
  ageAt,
  codeGroup,
  codingsOf,
  contains,
  currentMedicines,
  ICD10CM,
  ingredients,
  isActive,
  isCancer,
  isSystemic,
  type MedicationView,
  wordsOfOrder,
} from '#cds'

const OLDER = 50
const ADULT = 18
// Choosing Wisely (AAFP, ACP) and ACR: what ends "no imaging in six weeks", as far as it is coded.
const CONDITIONS = [
  ['osteoporosis', codeGroup('osteoporosis')],
  ['HIV', codeGroup('hiv')],
  ['frailty', codeGroup('frailty')],
  ['a fall', codeGroup('falls')],
  ['a transplant', codeGroup('kidney-transplant')],
  ['opioid use disorder', codeGroup('opioid-use-disorder')],
] as const
// Cauda equina; fractures of the spine, also pathological ones; infection of the spine or the blood;
// transplants, immune deficiency; earlier surgery of the spine, a variant of its own.
const CODED =
  /^(?:G83\.4|M84\.[45]|S32\.|S22\.0|M46\.[2-5]|M48\.[458]|M80\.|R78\.81|A4[01]\.|Z94\.|D8[0-4]\.|M96\.1|Z98\.1)/
// Prednisone, prednisolone, methylprednisolone, dexamethasone, hydrocortisone.
const steroids = ingredients(['8640', '8638', '6902', '3264', '5492'])
// Tacrolimus, ciclosporin, mycophenolate, azathioprine, sirolimus, everolimus; the blockers of TNF,
// abatacept, tocilizumab.
const immunosuppressants = ingredients(
  '42316 3008 68149 1256 35302 141704 327361 214555 191831 819300 709271 614391 612865'.split(' '),
)

/** The red flags that a chart shows, in words; `undefined` age is not taken for young. */
export function redFlags(
  patient: unknown,
  conditions: readonly object[],
  medications: readonly object[],
  now: Date,
): readonly string[] {
  const age = ageAt(patient, now)
  const found: string[] = []
  if (age === undefined) found.push('age unknown')
  else if (age < ADULT) found.push(`below ${ADULT} years`)
  else if (age > OLDER) found.push(`above ${OLDER} years`)
  for (const [name, set] of CONDITIONS)
    if (conditions.some((each) => set(each) && isActive(each))) found.push(name)
  if (conditions.some(isCancer)) found.push('cancer')
  if (conditions.some((each) => isActive(each) && isCoded(each))) found.push('a coded flag')
  const current = currentMedicines(medications).map(({ medication }) => medication)
  if (current.some((each) => isTaken(each, steroids))) found.push('steroids')
  if (current.some((each) => isTaken(each, immunosuppressants))) found.push('immunosuppression')
  return found
}

function isCoded(condition: object): boolean {
  return codingsOf(condition).some(({ system, code }) => system === ICD10CM && CODED.test(code))
}

/** An ointment or eye drops weaken no bone and no defence. */
function isTaken(medication: MedicationView, set: ReturnType<typeof ingredients>): boolean {
  return isSystemic(medication) && contains(medication, set) === true
}

const WORDS =
  /cauda|saddle|incontinen|retention|bladder|bowel|weak|foot ?drop|deficit|paresis|paraly|myelopath|trauma|injur|\bfall\b|fell\b|accident|\bmv[ac]\b|fractur|cancer|tumou?r|mass\b|metasta|malignan|fever|infect|abscess|discitis|osteomyel|\biv\b|intravenous|inject|steroid|immun|hiv\b|transplant|weight loss|osteopor|surg|post-?op|pre-?op|fail|refractory|persist|chronic|red flag/i
const isFlagged = affirmed(WORDS)
// Six weeks and more: weeks, several months, or years that are not the patient's age.
const WEEKS = /\b(?:[6-9]|[1-9]\d|six|seven|eight|nine|ten|twelve)[ -]?(?:wk?s?|weeks?)\b/i
const MONTHS = /months|\b(?:[2-9]|\d\d) ?mos?\b/i
const YEARS =
  /(?<!\bage[d:]? ?\d{0,3} ?)(?:\b(?:a|one|1) year|\byears|\b\d{1,3} ?yrs?)\b(?!.?(?:olds?|of age)\b)/i

/**
 * Whether an order names, in words, a red flag or that six weeks are over. For silence only: words are
 * no proof, and denied ones no flag.
 */
export function namesFlag(order: object, conditions: readonly object[]): boolean {
  return wordsOfOrder(order, conditions).some(
    (words) => [WEEKS, MONTHS, YEARS].some((time) => time.test(words)) || isFlagged(words),
  )
}

/** What of the medicines nobody could look at, as a sentence for the card; empty where nothing. */
export function unseenMedicines(
  medications: readonly object[] | undefined,
  isPartial: boolean,
): string {
  if (medications === undefined)
    return ' Medicines (steroids, immunosuppression) could not be looked at.'
  const isUnseen = currentMedicines(medications).some(
    ({ medication }) => medication.state === 'unknown',
  )
  return isPartial || isUnseen
    ? ' Not all medicines (steroids, immunosuppression) could be looked at.'
    : ''
}
