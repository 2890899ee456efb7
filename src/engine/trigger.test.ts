import { expect, test } from '@jest/globals'
import { rxnorm } from '../clinical/medications/rxnorm.ts'
import { ordering, recorded } from './trigger.ts'

test('a trigger holds the codes of all its sets', () => {
  const both = ordering(rxnorm.metformin, rxnorm.simvastatin)
  expect(both).toEqual({
    kind: 'ordering',
    codes: new Set([...rxnorm.metformin.keys, ...rxnorm.simvastatin.keys]),
  })
})

test('a misspelt medicine does not compile, and is told where types are not checked', () => {
  // @ts-expect-error no such medicine
  expect(() => ordering(rxnorm.metfornim)).toThrow(/has no code set: is the name/)
  // @ts-expect-error no such medicine
  expect(() => recorded('medications', rxnorm.metformin, rxnorm.simvstatin)).toThrow(/no code set/)
})
