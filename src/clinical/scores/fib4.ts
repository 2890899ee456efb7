import { z } from 'zod'
import { defineScore } from '../score.ts'
import { measured } from './inputs.ts'

export type Fib4Category = 'low' | 'indeterminate' | 'high'

/** From 65 years on the lower limit is higher (McPherson 2017). */
export function fib4Category(fib4: number, age: number): Fib4Category {
  if (fib4 > 2.67) return 'high'
  return fib4 < (age >= 65 ? 2 : 1.3) ? 'low' : 'indeterminate'
}

/**
 * FIB-4: risk of advanced fibrosis in metabolic liver disease. Not below 35 years, in acute hepatitis, or
 * where platelets are low for another reason. The limits of the first paper, 1.45 and 3.25, are for
 * hepatitis C with HIV and not used.
 */
export const fib4 = defineScore({
  id: 'fib4',
  version: '1.0.0',
  title: 'FIB-4',
  source: {
    label: 'Sterling RK et al. Hepatology 2006;43:1317-1325; limits AGA 2021, McPherson 2017',
    url: 'https://doi.org/10.1002/hep.21178',
  },
  inputs: z.object({
    age: measured('a', 'Age', 35, 120),
    ast: measured('U/L', 'AST', 1, 5000),
    alt: measured('U/L', 'ALT', 1, 5000),
    platelets10e9L: measured('10*9/L', 'Platelets', 1, 2000),
  }),
  calculate({ age, ast, alt, platelets10e9L }) {
    const value = (age * ast) / (platelets10e9L * Math.sqrt(alt))
    return { value: { fib4: value, category: fib4Category(value, age) } }
  },
})
