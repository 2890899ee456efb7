import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { oncIngredients, oncInteraction, oncInteractions } from './onc.ts'
import data from './onc-interactions.json' with { type: 'json' }
import { ingredientName } from './table.ts'

const SIMVASTATIN = '36567'
const LOVASTATIN = '6472'
const CLARITHROMYCIN = '21212'
const VERAPAMIL = '11170'
const DILTIAZEM = '3443'
const AMIODARONE = '703'
const FLUCONAZOLE = '4450'
const LINEZOLID = '190376'
const METHYLENE_BLUE = '6878'
const ST_JOHNS_WORT = '258326'

const ingredient = fc.constantFrom(...oncIngredients, '17767', '6809')
const product = fc.array(ingredient, { minLength: 1, maxLength: 3 })

describe('the list', () => {
  test('has the 15 accepted rows of the paper', () => {
    expect(data.rows.map(({ row }) => row)).toEqual([
      3, 4, 6, 8, 11, 16, 20, 21, 22, 23, 25, 27, 28, 30, 31,
    ])
  })

  test.each(oncIngredients)('%s is an ingredient of the shipped table', (code) => {
    expect(ingredientName(code)).toBeDefined()
  })

  test.each(data.rows.map((each) => [each.row, each] as const))(
    'row %i: every member meets every other',
    (row, { a, b }) => {
      for (const one of a.codes)
        for (const other of b.codes)
          if (one !== other)
            expect(oncInteractions([one], [other]).map((each) => each.row)).toContain(row)
    },
  )
})

describe('oncInteraction', () => {
  test('names row, classes, severity and advice', () => {
    expect(oncInteraction(['36437'], ['8123'])).toEqual({
      row: 8,
      classA: 'SSRI/SNRI',
      classB: 'MAO inhibitors',
      severity: 'critical',
      management: 'ONC high-priority pair: do not give together.',
    })
  })

  test.each([
    [SIMVASTATIN, VERAPAMIL, 'Maximum simvastatin 10 mg/day.'],
    [SIMVASTATIN, DILTIAZEM, 'Maximum simvastatin 10 mg/day.'],
    [SIMVASTATIN, AMIODARONE, 'Maximum simvastatin 20 mg/day.'],
    [SIMVASTATIN, FLUCONAZOLE, 'See the labels for a dose limit of this pair.'],
    [LOVASTATIN, AMIODARONE, 'See the labels for a dose limit of this pair.'],
  ])('row 25, %s with %s: the dose is limited', (statin, other, management) => {
    expect(oncInteraction([other], [statin])).toMatchObject({
      row: 25,
      severity: 'warning',
      management,
    })
  })

  test('a dose limit of one ingredient does not hide a forbidden other', () => {
    expect(oncInteraction([SIMVASTATIN], [VERAPAMIL, CLARITHROMYCIN])).toMatchObject({
      row: 25,
      severity: 'critical',
      management: 'ONC high-priority pair: do not give together.',
    })
  })

  test('the most severe row comes first', () => {
    // Citalopram: with methadone row 21, with linezolid row 8.
    const rows = oncInteractions(['2556'], ['6813', LINEZOLID])
    expect(rows.map(({ row, severity }) => [row, severity])).toEqual([
      [8, 'critical'],
      [21, 'warning'],
    ])
  })

  test.each([
    [8, '4493'],
    [16, '6754'],
    [20, '704'],
    [31, '37418'],
  ])('row %i counts linezolid and methylene blue among the MAO inhibitors', (row, code) => {
    expect(oncInteraction([code], [LINEZOLID])).toMatchObject({ row, severity: 'critical' })
    expect(oncInteraction([METHYLENE_BLUE], [code])).toMatchObject({ row, severity: 'critical' })
  })

  test('row 3 does not', () => {
    expect(oncInteraction(['6901'], [LINEZOLID])).toBeUndefined()
  })

  test("row 23 counts St John's wort among the inducers", () => {
    expect(oncInteraction(['460132'], [ST_JOHNS_WORT])).toMatchObject({ row: 23 })
  })

  test('row 21 takes two different drugs', () => {
    expect(oncInteraction(['9947'], ['5093'])).toMatchObject({ row: 21, severity: 'warning' })
    expect(oncInteraction(['9947'], ['9947'])).toBeUndefined()
  })

  test.each([
    ['8331', CLARITHROMYCIN],
    ['8331', '4053'],
    ['8331', '18631'],
    ['233698', CLARITHROMYCIN],
  ])('row 21, %s with %s: a label forbids the pair', (code, other) => {
    for (const pair of [oncInteractions([code], [other]), oncInteractions([other], [code])])
      expect(pair).toMatchObject([
        { row: 21, severity: 'critical', forbiddenBy: expect.stringContaining('label') },
      ])
    expect(oncInteraction([code], [other])?.management).toMatch(/do not give together/)
  })

  test('no pair, no ingredients: nothing', () => {
    expect(oncInteraction(['42463'], [CLARITHROMYCIN])).toBeUndefined()
    expect(oncInteraction([], ['8123'])).toBeUndefined()
  })

  test('is symmetric', () => {
    fc.assert(
      fc.property(product, product, (a, b) => {
        const rows = (x: readonly string[], y: readonly string[]) =>
          oncInteractions(x, y).map(({ row, severity }) => [row, severity])
        expect(rows(a, b)).toEqual(rows(b, a))
      }),
    )
  })

  test('a further ingredient never takes an interaction away or makes it milder', () => {
    fc.assert(
      fc.property(product, product, ingredient, (a, b, more) => {
        const after = oncInteractions(a, [...b, more])
        for (const { row, severity } of oncInteractions(a, b)) {
          const found = after.find((each) => each.row === row)
          expect(found).toBeDefined()
          if (severity === 'critical') expect(found?.severity).toBe('critical')
        }
      }),
    )
  })
})
