import { describe, expect, test } from '@jest/globals'
import { chartOf, PLOT, placeOf, ticksFor } from './geometry.ts'

const points = [
  { date: '2024-01-01', value: 1 },
  { date: '2025-01-01', value: 2 },
  { date: '2026-01-01', value: 3 },
]

describe('ticks', () => {
  test.each([
    [
      [1, 3],
      [1, 2, 3],
    ],
    [
      [188, 236.4],
      [180, 200, 220, 240],
    ],
    [
      [0.61, 0.93],
      [0.6, 0.8, 1],
    ],
    [
      [7, 7],
      [7, 7.5],
    ],
    [
      [0, 0],
      [0, 0.5],
    ],
  ])('%j', (values, expected) => {
    expect(ticksFor(values)).toEqual(expected)
  })

  test('hold every value, and are few', () => {
    for (const [least, most] of [
      [0.001, 0.0013],
      [3, 4000],
      [-2, 7],
      [99, 101],
    ] as const) {
      const ticks = ticksFor([least, most])
      expect(ticks[0]).toBeLessThanOrEqual(least)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most)
      expect(ticks.length).toBeGreaterThanOrEqual(2)
      expect(ticks.length).toBeLessThanOrEqual(6)
    }
  })
})

describe('chart', () => {
  test('from the left to the right by time, from the bottom to the top by value', () => {
    const chart = chartOf({ points })
    expect(chart?.spots.map(({ x }) => Math.round(x))).toEqual([PLOT.left, 174, PLOT.right])
    expect(chart?.spots.map(({ y }) => y)).toEqual([PLOT.bottom, 72, PLOT.top])
    expect(chart).not.toHaveProperty('band')
  })

  test('one result stands in the middle', () => {
    const chart = chartOf({ points: points.slice(0, 1) })
    expect(chart?.spots[0]?.x).toBe((PLOT.left + PLOT.right) / 2)
  })

  test('nothing, or nothing with a date, is no chart', () => {
    expect(chartOf({ points: [] })).toBeUndefined()
    expect(chartOf({ points: [{ date: 'soon', value: 1 }] })).toBeUndefined()
  })

  test.each([
    [{ low: 1, high: 2 }],
    [{ low: 3 }],
    [{ high: 1 }],
    [{ low: 10, high: 20 }],
    [{ high: 0 }],
  ])('the band of %j lies in the plot and can be seen', (range) => {
    const { top, height } = chartOf({ points, ...range })?.band ?? { top: Number.NaN, height: 0 }
    expect(top).toBeGreaterThanOrEqual(PLOT.top)
    expect(top + height).toBeLessThanOrEqual(PLOT.bottom + 1e-9)
    expect(height).toBeGreaterThan('high' in range && range.high === 0 ? -1 : 0)
  })
})

test.each([
  [1, 1, 2, 'within'],
  [2, 1, 2, 'within'],
  [0.9, 1, 2, 'below'],
  [2.1, 1, 2, 'above'],
  [5, undefined, 2, 'above'],
  [5, 1, undefined, 'within'],
  [5, undefined, undefined, undefined],
])('%d with %s to %s is %s', (value, low, high, expected) => {
  expect(placeOf(value, low, high)).toBe(expected)
})
