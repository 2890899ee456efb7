import { describe, expect, test } from '@jest/globals'
import { scores } from '../../clinical/scores/index.ts'
import { difference, figuresOf, MAIN } from './figure.ts'

test('every score has a figure that stands in front', () => {
  expect(Object.keys(MAIN).toSorted()).toEqual(scores.map(({ id }) => id).toSorted())
})

describe('figures', () => {
  test('round as the cards do, and say what they are', () => {
    const { main, also } = figuresOf('prevent', {
      ...{ cvdPct: 14.25, ascvdPct: 8.849, model: 'base', years: 30, contributions: { age: 1 } },
    })
    expect(main).toEqual({
      ...{ name: 'ascvdPct', label: '30-year risk: Heart attack or stroke (ASCVD)' },
      ...{ text: '8.8', unit: '%' },
    })
    expect(also.map(({ name, text }) => [name, text])).toEqual([
      ['cvdPct', '14.3'],
      ['model', 'base'],
    ])
  })

  test.each([
    ['ckd-epi-2021-cr', { egfr: 44.5 }, '45', 'mL/min/1.73 m²'],
    ['fib4', { fib4: 2.675, category: 'high' }, '2.68', ''],
    ['kdigo-grid', { gCategory: 'G3a', risk: 'very-high' }, 'very high', ''],
    ['apixaban-af-dose', { doseMgTwiceDaily: 2.5 }, '2.5', 'mg twice daily'],
    ['lace', { score: 1, band: 'low' }, '1', 'point'],
    ['lace', { score: 0, band: 'low' }, '0', 'points'],
    ['ddi-onc', { contraindicated: true, oncRow: null }, 'yes', ''],
  ])('%s', (id, value, text, unit) => {
    expect(figuresOf(id, value).main).toMatchObject({ text, unit })
  })

  test('without albuminuria the grid has its category in front', () => {
    const value = { gCategory: 'G2', contributions: {}, missing: ['uacrMgG'] }
    expect(figuresOf('kdigo-grid', value)).toMatchObject({ main: { text: 'G2' }, also: [] })
  })

  test('a score that this page does not know shows what it says', () => {
    expect(figuresOf('newer', { dailyDose: 1.234 }).main).toMatchObject({
      ...{ label: 'Daily dose', text: '1.23' },
    })
  })
})

test.each([
  ['fib4', { fib4: 2 }, { fib4: 1.5 }, -0.5],
  ['kdigo-grid', { risk: 'low' }, { risk: 'high' }, undefined],
  ['newer', { x: 1 }, { x: 2 }, undefined],
])('difference of %s', (id, filed, tried, expected) => {
  expect(difference(id, filed, tried)).toBe(expected)
})
