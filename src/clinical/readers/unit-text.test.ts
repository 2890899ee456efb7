import { expect, test } from '@jest/globals'
import { unitText } from './unit-text.ts'

test.each([
  ['mL/min/{1.73_m2}', 'mL/min/1.73\u00a0m²'],
  ['mm[Hg]', 'mmHg'],
  ['%', '%'],
  ['umol/L', 'µmol/L'],
  ['10*9/L', '×10⁹/L'],
  ['[IU]/L', 'IU/L'],
  ['mmol/mol', 'mmol/mol'],
  ['a', 'years'],
  ['{score}', ''],
  ['{units}', 'units'],
  ['ug/{urine sample}', 'µg/urine sample'],
  ['u[IU]/mL', 'µIU/mL'],
])('%s is written %j', (unit, text) => {
  expect(unitText(unit)).toBe(text)
})
