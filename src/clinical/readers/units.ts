import type { Analyte } from './analytes.ts'
import { LONGEST_UNIT, ucumOf } from './spellings.ts'
import { convertUcum } from './ucum.ts'

export type { Analyte } from './analytes.ts'

/** Two kinds of unit for one analyte, and how to get from one to the other. */
interface Equation {
  readonly a: string
  readonly b: string
  toB(a: number): number
  toA(b: number): number
}

const times = (a: string, b: string, factor: number): Equation => ({
  a,
  b,
  toB: (value) => value * factor,
  toA: (value) => value / factor,
})

// As the guidelines and equations print them: cholesterol is PREVENT's own constant (Circulation
// 2024;149:430), HbA1c the NGSP/IFCC master equation. For an ion of charge one an equivalent is a
// mole; for an enzyme the international unit is by definition UCUM's U.
const EQUATIONS: Readonly<Record<Analyte, Equation>> = {
  hba1c: {
    a: 'mmol/mol',
    b: '%',
    toB: (ifcc) => 0.09148 * ifcc + 2.152,
    toA: (ngsp) => (ngsp - 2.152) / 0.09148,
  },
  creatinine: times('mg/dL', 'umol/L', 88.4),
  cholesterol: times('mg/dL', 'mmol/L', 0.02586),
  triglycerides: times('mmol/L', 'mg/dL', 88.57),
  glucose: times('mmol/L', 'mg/dL', 18.016),
  bilirubin: times('mg/dL', 'umol/L', 17.1),
  uacr: times('mg/mmol', 'mg/g', 8.84),
  'monovalent-ion': times('meq/L', 'mmol/L', 1),
  enzyme: times('U/L', '[IU]/L', 1),
}

/**
 * Converts a value between units, in UCUM or in a spelling of it that we know. `undefined` where
 * the units measure different things; mass, amount of substance and the like convert only for a
 * named analyte, never by guess. To twelve significant digits; nothing else is rounded.
 *
 * @example convert(88.4, 'µmol/L', 'mg/dL', 'creatinine') // 1
 */
export function convert(
  value: number,
  from: string,
  to: string,
  analyte?: Analyte,
): number | undefined {
  const [source, target] = [ucumOf(from), ucumOf(to)]
  if (source === undefined || target === undefined) return undefined
  if (source === target) return value
  const converted = convertedTo(value, source, target, analyte)
  return converted === undefined ? undefined : Number(converted.toPrecision(SIGNIFICANT))
}

// No laboratory reports as many. What lies beyond is the machine's own arithmetic: 132.6 µmol/L of
// creatinine would be 1.4999999999999998 mg/dL, and not reach the 1.5 that it is.
const SIGNIFICANT = 12

function convertedTo(
  value: number,
  source: string,
  target: string,
  analyte: Analyte | undefined,
): number | undefined {
  const direct = scaled(value, source, target)
  if (direct !== undefined || analyte === undefined) return direct
  const { a, b, toA, toB } = EQUATIONS[analyte]
  const inA = scaled(value, source, a)
  if (inA !== undefined) return scaled(toB(inA), b, target)
  const inB = scaled(value, source, b)
  return inB === undefined ? undefined : scaled(toA(inB), a, target)
}

function scaled(value: number, from: string, to: string): number | undefined {
  if (from === to) return value
  if (from.length > LONGEST_UNIT) return undefined
  return sameKind(from, to) ? convertUcum(value, from, to) : undefined
}

/**
 * UCUM takes braces for 1, and so mL/min for mL/min/{1.73_m2}; it takes mmol/mol, mg/g and % for
 * plain numbers that convert into each other. In medicine all of these are different quantities.
 */
function sameKind(a: string, b: string): boolean {
  return (
    annotationsAgree(a, b) &&
    a.includes('mol') === b.includes('mol') &&
    PLAIN_NUMBER.test(a) === PLAIN_NUMBER.test(b)
  )
}

const PLAIN_NUMBER = /^(?:%|1|10\*-?\d+|\[pp\w+\]|)(?:\{[^}]*\})*$/
const ANNOTATIONS = /\{[^}]*\}/g

// Say what was counted and change nothing where the other unit is silent.
const HARMLESS = new Set(
  '{inr} {score} {steps} {step} {beats} {cells} {creat} {creatinine} {cre} {hb} {hba1c} {total}'.split(
    ' ',
  ),
)

function annotationsAgree(a: string, b: string): boolean {
  const [ofA, ofB] = [annotations(a), annotations(b)]
  if (ofA.join() === ofB.join()) return true
  const only = ofA.length === 0 ? ofB : ofB.length === 0 ? ofA : []
  return only.length > 0 && only.every((annotation) => HARMLESS.has(annotation))
}

function annotations(unit: string): string[] {
  return (unit.match(ANNOTATIONS) ?? []).map((each) => each.toLowerCase())
}
