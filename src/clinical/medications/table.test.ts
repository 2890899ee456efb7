import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import packed from './rxnorm-products.json' with { type: 'json' }
import { ATTRIBUTION, ingredientName, ingredientNames, lookupRxnorm } from './table.ts'

describe('what the table does not know', () => {
  test.each([
    '',
    '0',
    '-6809',
    '06809',
    ' 6809',
    '6809 ',
    '6809.0',
    '6.809e3',
    '1e3',
    'metformin',
    'toString',
    '__proto__',
    '1',
    '37',
    '9999999',
    '99999999999999999999',
    // Retired, and missing from the sources.
    '282464',
  ])('%j', (code) => expect(lookupRxnorm(code)).toBeUndefined())

  test('the name of no ingredient', () => {
    expect(ingredientName('860975')).toBeUndefined()
    expect(ingredientName('constructor')).toBeUndefined()
  })
})

describe('what it knows', () => {
  test('a product: ingredient, salt, strength, form, route and quantity', () => {
    expect(lookupRxnorm('860975')).toEqual({
      code: '860975',
      tty: 'SCD',
      ingredients: ['6809'],
      precise: ['235743'],
      strength: [[500, 'MG']],
      form: 'Extended Release Oral Tablet',
      route: 'oral',
      quantity: [24, 'HR'],
    })
  })

  test('a product of two ingredients, strengths beside them', () => {
    expect(lookupRxnorm('979471')).toMatchObject({
      ingredients: ['5487', '52175'],
      strength: [
        [25, 'MG'],
        [100, 'MG'],
      ],
    })
  })

  test('an ingredient is its own', () => {
    expect(lookupRxnorm('6809')).toEqual({
      code: '6809',
      tty: 'IN',
      ingredients: ['6809'],
      precise: [],
    })
    expect(ingredientName('6809')).toBe('metformin')
  })

  test('a salt names its ingredient', () => {
    expect(lookupRxnorm('11118')).toMatchObject({ tty: 'PIN', ingredients: ['40254'] })
  })

  test('the code decides where a display in circulation says otherwise (833036, "Captopril")', () => {
    const names = lookupRxnorm('833036')?.ingredients.map(ingredientName)
    expect(names).toEqual(['acetaminophen', 'hydrocodone'])
  })
})

describe('the packed file', () => {
  const lines = packed.products.split(';')
  const codes = lines.map((line) => line.slice(0, line.indexOf('|')))

  test('is sorted, without duplicates, and as large as it says', () => {
    expect(lines).toHaveLength(packed.counts.total)
    const numbers = codes.map(Number)
    expect(numbers.every((code, at) => at === 0 || code > (numbers[at - 1] ?? Infinity))).toBe(true)
  })

  test('is found code by code, first, last and any between', () => {
    expect(lookupRxnorm(codes[0] ?? '')?.code).toBe(codes[0])
    expect(lookupRxnorm(codes.at(-1) ?? '')?.code).toBe(codes.at(-1))
    fc.assert(
      fc.property(fc.nat(codes.length - 1), (at) => {
        const code = codes[at] ?? ''
        const product = lookupRxnorm(code)
        expect(product?.code).toBe(code)
        expect(product?.ingredients.length).toBeGreaterThan(0)
        if (product?.strength) expect(product.strength).toHaveLength(product.ingredients.length)
      }),
    )
  })

  test('names every ingredient that a product has', () => {
    const named = new Set([...ingredientNames()].map(([code]) => code))
    const used = new Set(lines.flatMap((line) => line.split('|')[2]?.split(',') ?? []))
    expect([...used].filter((code) => !named.has(code))).toEqual([])
  })

  test('carries the notice that NLM asks for', () => {
    expect(ATTRIBUTION).toContain('U.S. National Library of Medicine')
    expect(packed.sources.length).toBeGreaterThan(0)
    expect(packed.version).not.toBe('')
  })
})
