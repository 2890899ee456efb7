import { z } from 'zod'
import { codeGroup } from '../codes/groups.ts'
import { latest } from '../readers/latest.ts'
import { defineScore, notCalculable } from '../score.ts'
import { flag, measured } from './inputs.ts'
import { ageInput, reading } from './readings.ts'
import { templates } from './templates.ts'

const YEAR = 365
const astCodes = codeGroup('ast')
const altCodes = codeGroup('alt')
const plateletsCodes = codeGroup('platelets')

export type Fib4Category = 'low' | 'indeterminate' | 'high'

// Fatty liver: AGA 2021, ADA 2025; the higher lower bound from 65 years on is McPherson 2017. The
// first paper's 1.45 and 3.25 are for hepatitis C with HIV.
const HIGH = 2.67
const lowBelow = (age: number) => (age >= 65 ? 2 : 1.3)

/** The range that a FIB-4 lies in, in fatty liver disease. */
export function fib4Category(fib4: number, age: number): Fib4Category {
  if (fib4 < lowBelow(age)) return 'low'
  return fib4 > HIGH ? 'high' : 'indeterminate'
}

/**
 * FIB-4: how likely fatty liver disease is to have advanced fibrosis; from 35 years on, not in acute
 * hepatitis, not where platelets are low for another reason. A contribution is the natural log of the
 * factor that sets the patient apart from one of 50 years with AST and ALT of 25 U/L and 250 * 10^9/L
 * platelets, whose FIB-4 is 1: `fib4 = exp(sum)`.
 */
export const fib4 = defineScore({
  id: 'fib4',
  version: '1.0.0',
  title: 'Liver fibrosis (FIB-4)',
  source: {
    label: 'Sterling RK et al. Hepatology 2006;43:1317-1325',
    url: 'https://doi.org/10.1002/hep.21178',
  },
  maxAgeDays: YEAR,
  inputs: z.object({
    age: measured('a', 'Age', 35, 120),
    ast: measured('U/L', 'AST', 1, 20_000),
    alt: measured('U/L', 'ALT', 1, 20_000),
    platelets10e9L: measured('10*9/L', 'Platelets', 1, 3000),
    acuteHepatitis: flag.meta({ title: 'Acute hepatitis' }).optional(),
    otherThrombocytopenia: flag
      .meta({ title: 'Platelets low for a reason other than the liver' })
      .optional(),
  }),
  calculate({ age, ast, alt, platelets10e9L, acuteHepatitis, otherThrombocytopenia }) {
    if (acuteHepatitis === true)
      return notCalculable({
        code: 'acute-hepatitis',
        text: 'FIB-4 does not hold in acute hepatitis',
      })
    if (otherThrombocytopenia === true)
      return notCalculable({
        code: 'other-thrombocytopenia',
        text: 'FIB-4 does not hold where platelets are low for another reason than the liver',
      })
    const contributions = {
      age: Math.log(age / 50),
      ast: Math.log(ast / 25),
      alt: Math.log(25 / alt) / 2,
      platelets10e9L: Math.log(250 / platelets10e9L),
    }
    // As printed, and not the sum's exponential: a bound such as 2.0 must be met exactly.
    const value = (age * ast) / (platelets10e9L * Math.sqrt(alt))
    return { value: { fib4: value, category: fib4Category(value, age), contributions } }
  },
  prefetch: {
    patient: templates.patient,
    transaminases: templates.transaminases,
    platelets: templates.platelets,
  },
  read({ patient, transaminases, platelets }, { now }) {
    const options = { now, withinDays: YEAR }
    return {
      age: ageInput(patient, now),
      ast: reading(latest(transaminases, astCodes, 'U/L', options)),
      alt: reading(latest(transaminases, altCodes, 'U/L', options)),
      platelets10e9L: reading(latest(platelets, plateletsCodes, '10*9/L', options)),
    }
  },
})
