import { convertUcum, isUcum } from './ucum.ts'

/** What was measured, where mass and amount of substance are both in use. */
export type Analyte =
  | 'hba1c'
  | 'creatinine'
  | 'cholesterol'
  | 'triglycerides'
  | 'glucose'
  | 'bilirubin'
  | 'uacr'

interface Molar {
  readonly mass: string
  readonly molar: string
  readonly toMass: (molar: number) => number
  readonly toMolar: (mass: number) => number
}

const times = (mass: string, molar: string, factor: number): Molar => ({
  mass,
  molar,
  toMass: (value) => value * factor,
  toMolar: (value) => value / factor,
})

// Factors as the guidelines and equations print them: cholesterol is PREVENT's own constant
// (Circulation 2024;149:430), HbA1c the NGSP/IFCC master equation.
const MOLAR: Readonly<Record<Analyte, Molar>> = {
  hba1c: {
    mass: '%',
    molar: 'mmol/mol',
    toMass: (value) => 0.09148 * value + 2.152,
    toMolar: (value) => (value - 2.152) / 0.09148,
  },
  creatinine: times('mg/dL', 'umol/L', 1 / 88.4),
  cholesterol: times('mg/dL', 'mmol/L', 1 / 0.02586),
  triglycerides: times('mg/dL', 'mmol/L', 88.57),
  glucose: times('mg/dL', 'mmol/L', 18.016),
  bilirubin: times('mg/dL', 'umol/L', 1 / 17.1),
  uacr: times('mg/g', 'mg/mmol', 8.84),
}

// Spellings seen in real data for units that UCUM spells otherwise. `mL/min` is none of them: it is
// another quantity than mL/min/{1.73_m2}.
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['mmhg', 'mm[Hg]'],
  ['mm hg', 'mm[Hg]'],
  ['ml/min/1.73m2', 'mL/min/{1.73_m2}'],
  ['ml/min/1.73 m2', 'mL/min/{1.73_m2}'],
  ['ml/min/1.73.m2', 'mL/min/{1.73_m2}'],
  ['ml/min/1.73m^2', 'mL/min/{1.73_m2}'],
  ['ml/min/1.73m²', 'mL/min/{1.73_m2}'],
  ['ml/min/1.73 m²', 'mL/min/{1.73_m2}'],
  ['ml/min/1.73 m^2', 'mL/min/{1.73_m2}'],
  ['ml/min/{1.73_m2}', 'mL/min/{1.73_m2}'],
  ['ml/min/{1.73m2}', 'mL/min/{1.73_m2}'],
  ['ml/min/1.73_m2', 'mL/min/{1.73_m2}'],
  ['ml/min/{bsa}', 'mL/min/{1.73_m2}'],
  ['mg/dl', 'mg/dL'],
  ['g/dl', 'g/dL'],
  ['mmol/l', 'mmol/L'],
  ['umol/l', 'umol/L'],
  ['µmol/l', 'umol/L'],
  ['μmol/l', 'umol/L'],
  ['micromol/l', 'umol/L'],
  ['mg/l', 'mg/L'],
  ['meq/l', 'meq/L'],
  ['kg/m²', 'kg/m2'],
  ['kg/m^2', 'kg/m2'],
  ['percent', '%'],
  ['mmol/mol', 'mmol/mol'],
  ['mg/g{creat}', 'mg/g'],
  ['mg/g creat', 'mg/g'],
  ['mg/g creatinine', 'mg/g'],
  ['mg/mmol creat', 'mg/mmol'],
  ['u/l', 'U/L'],
  ['iu/l', '[IU]/L'],
  ['10^3/ul', '10*3/uL'],
  ['10^9/l', '10*9/L'],
  ['k/ul', '10*3/uL'],
  ['years', 'a'],
  ['year', 'a'],
])

/** The UCUM code that a unit text stands for; `undefined` where it stands for none. */
export function ucumOf(unit: string): string | undefined {
  const trimmed = unit.trim()
  if (trimmed === '') return undefined
  return SPELLINGS.get(trimmed.toLowerCase()) ?? (isUcum(trimmed) ? trimmed : undefined)
}

/** UCUM counts what stands in braces for 1, so mL/min would pass for mL/min/{1.73_m2}. */
const sameBodySurface = (a: string, b: string): boolean => a.includes('1.73') === b.includes('1.73')

/**
 * Converts a value; `undefined` where the units measure different things. Mass and amount of
 * substance convert only for a named analyte, never by guess.
 */
export function convert(
  value: number,
  from: string,
  to: string,
  analyte?: Analyte,
): number | undefined {
  if (from === to) return value
  if (!sameBodySurface(from, to)) return undefined
  // HbA1c in % (NGSP) is not the fraction that UCUM's % would be: only the master equation converts.
  if (analyte !== 'hba1c') {
    const direct = convertUcum(value, from, to)
    if (direct !== undefined) return direct
  }
  if (analyte === undefined) return undefined
  const { mass, molar, toMass, toMolar } = MOLAR[analyte]
  const asMolar =
    from === molar ? value : analyte === 'hba1c' ? undefined : convertUcum(value, from, molar)
  if (asMolar !== undefined)
    return analyte === 'hba1c'
      ? exactly(toMass(asMolar), mass, to)
      : convertUcum(toMass(asMolar), mass, to)
  const asMass =
    from === mass ? value : analyte === 'hba1c' ? undefined : convertUcum(value, from, mass)
  if (asMass === undefined) return undefined
  return analyte === 'hba1c'
    ? exactly(toMolar(asMass), molar, to)
    : convertUcum(toMolar(asMass), molar, to)
}

function exactly(value: number, unit: string, to: string): number | undefined {
  return unit === to ? value : undefined
}
