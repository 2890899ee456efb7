import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { observation, patient, testScore } from '../../testing.ts'
import { runScore } from '../score.ts'
import { fib4, fib4Category } from './fib4.ts'
import { total } from './terms.ts'

const one = { age: 50, ast: 25, alt: 25, platelets10e9L: 250 }

testScore(fib4, {
  values: {
    'the person whom others are compared with': {
      inputs: one,
      expect: {
        fib4: 1,
        category: 'low',
        contributions: { age: 0, ast: 0, alt: 0, platelets10e9L: 0 },
      },
    },
    'the lower bound itself is indeterminate': {
      inputs: { age: 52, ast: 25, alt: 25, platelets10e9L: 200 },
      expect: { fib4: 1.3, category: 'indeterminate' },
    },
    'at 64 years 1.9 is indeterminate': {
      inputs: { age: 64, ast: 19, alt: 16, platelets10e9L: 160 },
      expect: { fib4: 1.9, category: 'indeterminate' },
    },
    'from 65 years on 1.9 is low': {
      inputs: { age: 65, ast: 38, alt: 25, platelets10e9L: 260 },
      expect: { fib4: 1.9, category: 'low' },
    },
    'from 65 years on 2.0 is indeterminate': {
      inputs: { age: 65, ast: 40, alt: 25, platelets10e9L: 260 },
      expect: { fib4: 2, category: 'indeterminate' },
    },
    'the upper bound itself is indeterminate': {
      inputs: { age: 50, ast: 267, alt: 100, platelets10e9L: 500 },
      expect: { fib4: 2.67, category: 'indeterminate' },
    },
    'above it, high': {
      inputs: { age: 50, ast: 268, alt: 100, platelets10e9L: 500 },
      expect: { fib4: 2.68, category: 'high' },
    },
  },
  notCalculable: {
    'below 35 years': { inputs: { ...one, age: 34 }, expect: ['age-out-of-range'] },
    'no ALT is 0': { inputs: { ...one, alt: 0 }, expect: ['alt-out-of-range'] },
    'platelets per uL': {
      inputs: { ...one, platelets10e9L: 250_000 },
      expect: ['platelets10e9L-out-of-range'],
    },
    'acute hepatitis': { inputs: { ...one, acuteHepatitis: 1 }, expect: ['acute-hepatitis'] },
    'platelets low otherwise': {
      inputs: { ...one, otherThrombocytopenia: true },
      expect: ['other-thrombocytopenia'],
    },
    nothing: {
      inputs: {},
      expect: ['age-missing', 'ast-missing', 'alt-missing', 'platelets10e9L-missing'],
    },
  },
})

test.each([
  [1.299, 64, 'low'],
  [1.3, 64, 'indeterminate'],
  [1.999, 65, 'low'],
  [2, 65, 'indeterminate'],
  [2.67, 80, 'indeterminate'],
  [2.671, 80, 'high'],
])('FIB-4 %p at %i years: %s', (value, age, category) => {
  expect(fib4Category(value, age)).toBe(category)
})

test('rises with age and AST, falls with ALT and platelets; the contributions add up', () => {
  const people = fc.record({
    age: fc.integer({ min: 35, max: 119 }),
    ast: fc.integer({ min: 1, max: 1000 }),
    alt: fc.integer({ min: 1, max: 1000 }),
    platelets10e9L: fc.integer({ min: 1, max: 1000 }),
  })
  const value = (inputs: object) => {
    const result = runScore(fib4, inputs)
    if (!('value' in result)) throw new Error('not calculable')
    return result.value
  }
  fc.assert(
    fc.property(people, (person) => {
      const { fib4: before, contributions } = value(person)
      expect(Math.exp(total(contributions)) / before).toBeCloseTo(1, 9)
      for (const key of ['age', 'ast'] as const)
        expect(value({ ...person, [key]: person[key] + 1 }).fib4).toBeGreaterThan(before)
      for (const key of ['alt', 'platelets10e9L'] as const)
        expect(value({ ...person, [key]: person[key] + 1 }).fib4).toBeLessThan(before)
    }),
  )
})

const now = new Date('2026-03-01')
const chart = {
  patient: patient('1960-03-01'),
  transaminases: [
    observation('1920-8', 40, '[IU]/L', '2026-02-01'),
    observation('1742-6', 30, 'U/L', '2026-02-02'),
  ],
  platelets: [observation('777-3', 210, '10*3/uL', '2026-02-03')],
}

test('reads age, AST, ALT and platelets in any of their units', () => {
  expect(fib4.read?.(chart, { now })).toEqual({
    age: { value: 66, unit: 'a' },
    ast: { value: 40, unit: 'U/L', date: '2026-02-01' },
    alt: { value: 30, unit: 'U/L', date: '2026-02-02' },
    platelets10e9L: { value: expect.closeTo(210, 9), unit: '10*9/L', date: '2026-02-03' },
  })
})

test.each([
  ['stale', observation('777-3', 210, '10*9/L', '2025-02-28')],
  ['wrong-unit', observation('777-3', 210, 'g/L')],
])('platelets that are %s are unusable', (code, platelets) => {
  const read = fib4.read?.({ ...chart, platelets: [platelets] }, { now })
  expect(read?.platelets10e9L).toMatchObject({ unusable: { code } })
})
