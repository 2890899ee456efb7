import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { stylePlan, type Tokens, WATCHED } from './plan.ts'

const sheet = readFileSync(new URL('../../look/tokens.css', import.meta.url), 'utf8')
const tokensIn = (text: string): Tokens =>
  Object.fromEntries([...text.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, a, b]) => [a, b]))
const [lightText = '', darkText = ''] = sheet.split('@media')
const light = tokensIn(lightText)
const dark = { ...light, ...tokensIn(darkText) }

test('all tokens that are looked at are in the sheet', () => {
  expect(WATCHED.filter((name) => !(name in light) || !(name in dark))).toEqual([])
})

test.each([
  ['light', light],
  ['dark', dark],
])(
  'the %s tokens themselves are readable: a style that repeats them is taken over',
  (_name, base) => {
    const style = { color_text: base.text, color_background: base.page, color_error: base.critical }
    expect(stylePlan(style, base)).toEqual({
      ...{ text: base.text, page: base.page, critical: base.critical },
    })
  },
)

describe('of an EHR’s style', () => {
  test('what stays readable is taken, the rest is left', () => {
    const style = { color_background: '#edeae3', color_text: '#cccccc', color_highlight: '#69b5ce' }
    expect(stylePlan(style, light)).toEqual({ page: '#edeae3' })
  })

  test('a highlight brings what is written on it', () => {
    expect(stylePlan({ color_highlight: '#003366' }, light)).toEqual({
      ...{ accent: '#003366', 'accent-strong': '#003366', focus: '#003366' },
      'on-accent': '#ffffff',
    })
  })

  test('a light background is no background for the dark scheme', () => {
    expect(stylePlan({ color_background: '#ffffff' }, dark)).toEqual({})
  })

  test.each([
    ['Georgia, "Times New Roman", serif', true],
    ['x; } body { display: none', false],
    ['url(https://evil.example/font)', false],
    ['', false],
    [7, false],
  ])('font %j', (font, isTaken) => {
    expect('font' in stylePlan({ font_family_body: font }, light)).toBe(isTaken)
  })

  test('what is no colour changes nothing', () => {
    const style = { color_text: 'url(https://evil.example/)', color_error: 3, color_success: null }
    expect(stylePlan(style, light)).toEqual({})
  })
})
