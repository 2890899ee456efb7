import { expect, test } from '@jest/globals'
import { medicationView, productName, RXNORM } from '#cds'
import data from './generics.json' with { type: 'json' }
import { genericFor } from './generics.ts'

const viewOf = (code: string) =>
  medicationView({ resourceType: 'Medication', code: { coding: [{ system: RXNORM, code }] } })
const pairs = data.pairs.split(' ').map((pair) => pair.split(':'))

test('every pair of the table has the same ingredients, form, route and strength', () => {
  for (const [brand = '', generic = ''] of pairs) {
    const [a, b] = [viewOf(brand), viewOf(generic)]
    expect([a.ingredients, a.form, a.route, productName(brand)]).toEqual([
      b.ingredients,
      b.form,
      b.route,
      productName(generic),
    ])
  }
})

test('none of them has a medicine of narrow therapeutic index', () => {
  const narrow = new Set(data.narrow.map((entry) => entry.split(' ')[0]))
  for (const [brand = ''] of pairs)
    expect(viewOf(brand).ingredients.some((each) => narrow.has(each))).toBe(false)
})

test('a brand has its generic, a generic has none', () => {
  expect(genericFor('104490')).toBe('314231')
  expect(genericFor('314231')).toBeUndefined()
})
