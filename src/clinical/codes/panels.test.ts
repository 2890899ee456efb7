import { expect, test } from '@jest/globals'
import { broughtBy, type PanelTest } from './panels.ts'
import { CPT, LOINC } from './systems.ts'

const brings = (system: string, code: string) => {
  const tests: readonly PanelTest[] = [
    'potassium',
    'creatinine',
    'calcium',
    'alt',
    'ast',
    'platelets',
    'neutrophils',
    'hba1c',
  ]
  return tests.filter((each) => broughtBy(each)({ coding: [{ system, code }] }))
}

test.each([
  ['basic metabolic', '24321-2', '80048', ['potassium', 'creatinine', 'calcium']],
  ['basic metabolic, of blood', '51990-0', '80048', ['potassium', 'creatinine', 'calcium']],
  [
    'comprehensive metabolic',
    '24323-8',
    '80053',
    ['potassium', 'creatinine', 'calcium', 'alt', 'ast'],
  ],
  ['renal function', '24362-6', '80069', ['potassium', 'creatinine', 'calcium']],
  ['electrolytes', '24326-1', '80051', ['potassium']],
  ['hepatic function', '24325-3', '80076', ['alt', 'ast']],
  ['blood count', '58410-2', '85027', ['platelets']],
  ['blood count, automated differential', '57021-8', '85025', ['platelets', 'neutrophils']],
  ['blood count, manual differential', '57782-5', '85025', ['platelets', 'neutrophils']],
  ['lipids', '24331-1', '80061', []],
])('%s (LOINC %s, CPT %s)', (_, loinc, cpt, expected) => {
  expect(brings(LOINC, loinc)).toEqual(expected)
  expect(brings(CPT, cpt)).toEqual(expected)
})

test('a single test by its CPT code', () => {
  expect(brings(CPT, '84132')).toEqual(['potassium'])
  expect(brings(CPT, '83036')).toEqual(['hba1c'])
  expect(brings(LOINC, '84132')).toEqual([])
})
