import { expect, test } from '@jest/globals'
import { uncheckedAllergies } from './unchecked.ts'

const allergies = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `A${n}` }))
const orders = (count: number) => new Set(Array.from({ length: count }, (_, n) => `M${n}`))

test('each allergy is named with each order', () => {
  expect(uncheckedAllergies(allergies(2), orders(2))).toEqual([
    'the allergy “A0” against M0',
    'the allergy “A1” against M0',
    'the allergy “A0” against M1',
    'the allergy “A1” against M1',
  ])
})

test('one without a name is named so', () => {
  expect(uncheckedAllergies([{ name: undefined }], orders(1))).toEqual([
    'the allergy “an allergy without a name” against M0',
  ])
})

test('without a known order nothing was to be held against anything', () => {
  expect(uncheckedAllergies(allergies(2), orders(0))).toEqual([])
})

test('with a thousand orders each allergy is named once (T14)', () => {
  expect(uncheckedAllergies(allergies(2), orders(1000))).toEqual([
    'the allergy “A0” against these orders',
    'the allergy “A1” against these orders',
  ])
})

test('of a thousand allergies forty are named, and the rest are counted (T14)', () => {
  const told = uncheckedAllergies(allergies(1000), orders(1000))
  expect(told).toHaveLength(41)
  expect(told.at(-1)).toBe('960 more allergies against these orders')
})
