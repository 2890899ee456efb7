// Spellings seen in real data (letter case, blanks, µ, ², ³ and ^ aside: see `folded`) and the UCUM
// unit that each stands for. `mL/min` is none of the spellings of mL/min/{1.73_m2}: it is another
// quantity. Nor is mU/L one of m[IU]/L: UCUM's U is the katalytic unit.
const SPELLINGS: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmhg mm[hg] mm/hg millimetersofmercury',
  'kg/m2': 'kg/m2 kg/m*2 kg/sqm',
  'mg/dL': 'mg/dl mg/100ml',
  'g/dL': 'g/dl gm/dl g/100ml',
  'g/L': 'g/l',
  'mg/L': 'mg/l',
  'ug/L': 'ug/l mcg/l',
  'ng/mL': 'ng/ml',
  'ug/mL': 'ug/ml mcg/ml',
  'mmol/L': 'mmol/l',
  'umol/L': 'umol/l micromol/l mcmol/l',
  'nmol/L': 'nmol/l',
  'meq/L': 'meq/l',
  '%': '% percent pct %hb %oftotalhb %oftotalhemoglobin %oftotalhgb',
  'mmol/mol': 'mmol/mol mmol/molhb',
  'mg/g': 'mg/g mg/gcr mg/gcreat mg/gcreatinine',
  'ug/mg': 'ug/mg mcg/mg mcg/mgcreat ug/mgcreat',
  'mg/mmol': 'mg/mmol mg/mmolcr mg/mmolcreat mg/mmolcreatinine',
  'U/L': 'u/l',
  '[IU]/L': 'iu/l [iu]/l intlunit/l',
  'm[IU]/L': 'miu/l m[iu]/l',
  'u[IU]/mL': 'uiu/ml u[iu]/ml mciu/ml',
  '10*3/uL':
    '10*3/ul x10*3/ul 10e3/ul x10e3/ul k/ul k/mm3 k/cumm thou/ul thousand/ul th/ul 10*3/mm3 x10*3/mm3',
  '10*9/L': '10*9/l x10*9/l 10e9/l x10e9/l',
  'mL/min': 'ml/min',
  '[lb_av]': 'lb lbs pound pounds [lb_av]',
  '[oz_av]': 'oz ounce ounces [oz_av]',
  '[in_i]': 'in inch inches [in_i]',
  kg: 'kg kgs kilogram kilograms',
  cm: 'cm centimeter centimeters centimetre centimetres',
  a: 'year years yr yrs',
  ms: 'ms msec',
  '/d': '/d 1/d 1/(24.h)',
  '/min': '/min bpm beats/min beats/minute',
  '{INR}': 'inr {inr}',
  '{score}': 'score {score}',
  '{steps}/d': 'steps/d steps/day {steps}/d',
}

const ucum: ReadonlyMap<string, string> = new Map(
  Object.entries(SPELLINGS).flatMap(([unit, spellings]) =>
    spellings.split(' ').map((spelling) => [spelling, unit] as const),
  ),
)

// mL/min/1.73m2, mL/min/1.73.m2, mL/min/{1.73_m2}, mL/min per 1.73 m² …
const PER_BODY_SURFACE = /^ml\/min(?:\/|per)\{?1\.73[._*]?(?:m2|m\*2|sqm)?\}?$/

/** No unit is written longer. What is comes from a client too, and may be megabytes: it is not looked at. */
export const LONGEST_UNIT = 100

const known = new Map<string, string>()
const LIMIT = 10_000

/**
 * The UCUM unit that a text stands for where it is one of the spellings that we know; else the text
 * itself, without blanks around it, which may or may not be UCUM. `undefined` for a blank text.
 *
 * @example ucumOf('mL/min/1.73 m²') // 'mL/min/{1.73_m2}'
 */
export function ucumOf(unit: string): string | undefined {
  const remembered = known.get(unit)
  if (remembered !== undefined) return remembered
  if (unit.length > LONGEST_UNIT) return unit
  const trimmed = unit.trim()
  if (trimmed === '') return undefined
  const spelling = folded(trimmed)
  const found = PER_BODY_SURFACE.test(spelling)
    ? 'mL/min/{1.73_m2}'
    : (ucum.get(spelling) ?? trimmed)
  if (known.size < LIMIT) known.set(unit, found)
  return found
}

function folded(unit: string): string {
  return unit
    .toLowerCase()
    .replaceAll(/[\u00b5\u03bc]/g, 'u')
    .replaceAll('10\u00b3', '10*3')
    .replaceAll('\u00b2', '2')
    .replaceAll('\u00b3', '3')
    .replaceAll('^', '*')
    .replaceAll(/\s/g, '')
}
