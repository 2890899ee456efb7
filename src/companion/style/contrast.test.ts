import { expect, test } from '@jest/globals'
import { colour, contrast, type Rgb } from './contrast.ts'

test.each([
  ['#fff', [255, 255, 255]],
  ['#0B5aa8', [11, 90, 168]],
  ['rgb(1, 2, 3)', [1, 2, 3]],
  ['rgb(1 2 3)', [1, 2, 3]],
  ['rgb(1, 2, 300)', undefined],
  ['#ffff', undefined],
  ['red', undefined],
  ['url(https://evil.example/)', undefined],
  ['rgba(1, 2, 3, 0.5)', undefined],
])('%s', (text, expected) => {
  expect(colour(text)).toEqual(expected)
})

test.each([
  ['#000000', '#ffffff', 21],
  ['#ffffff', '#ffffff', 1],
  ['#777777', '#ffffff', 4.48],
  ['#767676', '#ffffff', 4.54],
])('%s on %s: %d', (a, b, expected) => {
  expect(contrast(colour(a) as Rgb, colour(b) as Rgb)).toBeCloseTo(expected, 2)
})
