import { expect, test } from '@jest/globals'
import { medicationClass } from './classes.ts'
import { listedMedicines } from './listed.ts'
import { ingredients } from './rxnorm.ts'

test('classes and single ingredients are joined', () => {
  expect(listedMedicines(['maoi', '190376 linezolid']).keys).toEqual(
    new Set([...medicationClass('maoi').keys, ...ingredients(['190376']).keys]),
  )
})
test.each(['no-such-class', '190376', '190376 warfarin', 'toString', ''])(
  '“%s” is refused, so that a table with a slip does not load',
  (entry) => {
    expect(() => listedMedicines([entry])).toThrow('no class of medicines')
  },
)
