import { expect, test } from '@jest/globals'
import { listedIngredients } from './listed.ts'

test('classes and single ingredients are joined', () => {
  expect(listedIngredients(['maoi', '190376 linezolid', '10734 tranylcypromine'])).toEqual([
    ...['6011', '8123', '8702', '9639', '10734'],
    '190376',
  ])
})
test.each(['no-such-class', '190376', '190376 warfarin', 'toString', ''])(
  '“%s” is refused, so that a table with a slip does not load',
  (entry) => {
    expect(() => listedIngredients([entry])).toThrow('no class of medicines')
  },
)
