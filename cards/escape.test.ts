import { expect, test } from '@jest/globals'
import { markdownText, plainText, shorten, summaryText } from './escape.ts'

test.each([
  ['<b>x</b>', '‹b›x‹/b›'],
  ['a < b > c', 'a ‹ b › c'],
])('a summary holds no angle brackets: %s', (value, shown) => {
  expect(summaryText(value)).toBe(shown)
})

test.each([
  ['a\u202eb', 'a b'],
  ['a\nb\t c', 'a b c'],
  [' a ', 'a'],
  [7, '7'],
])('plain text is one visible line: %j', (value, shown) => {
  expect(plainText(value)).toBe(shown)
})

test.each([
  ['*bold* [x](http://a.b)', '\\*bold\\* \\[x\\]\\(http&#58;//a.b\\)'],
  ['# heading', '\\# heading'],
  ['1. item', '1\\. item'],
  ['<script>', '&lt;script&gt;'],
  // Found by the guided search: an underscore is no boundary of a word, and still one of a link.
  ['_www.a.b', '\\_www&#46;a.b'],
])('data mean nothing to Markdown: %s', (value, shown) => {
  expect(markdownText(value)).toBe(shown)
})

test('what is cut ends in an ellipsis and splits no character', () => {
  expect(shorten('abcdef', 6)).toBe('abcdef')
  expect(shorten('ab cdef', 6)).toBe('ab…')
  expect(shorten('abcd😀f', 6)).toBe('abcd…')
})

test.each([
  ['words', 'a b '.repeat(10_000), plainText('a b '.repeat(1_000))],
  ['lines', 'a\n'.repeat(100_000), plainText('a\n'.repeat(1_000))],
  ['what nobody sees', `a${'\u200b'.repeat(200_000)}b`, 'a…'],
  ['blanks, with a character across the cut', `a${' '.repeat(15_998)}😀${' '.repeat(99)}b`, 'a…'],
])('of a value without end only the beginning is looked at: %s', (_name, value, shown) => {
  expect(plainText(value)).toBe(shown)
})

test('ten mebibytes are no value', () => {
  expect(() => plainText('x '.repeat(5 * 2 ** 20))).toThrow(RangeError)
})
