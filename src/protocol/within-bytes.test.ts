import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { withinBytes } from './within-bytes.ts'

const bytes = (text: string) => Buffer.byteLength(text)

test.each([
  ['abcdefghi', 'abcdefghi'],
  ['abcdefghij', 'abcdefghij'],
  ['abcdefghijk', 'abcdefg…'],
  ['äääää', 'äääää'],
  ['ääääää', 'äää…'],
  ['€€€€', '€€…'],
  ['😀😀a', '😀😀a'],
  ['😀😀😀', '😀…'],
])('%s in ten bytes is %s', (text, kept) => {
  expect(withinBytes(text, 10)).toBe(kept)
})

test('whatever it is: short enough, the same or cut at a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const kept = withinBytes(text, 20)
      expect(bytes(kept)).toBeLessThanOrEqual(20)
      if (bytes(text) <= 20) expect(kept).toBe(text)
      else {
        expect(kept.endsWith('…')).toBe(true)
        expect(text.startsWith(kept.slice(0, -1))).toBe(true)
        expect(kept.isWellFormed()).toBe(true)
        expect(bytes(kept)).toBeGreaterThan(20 - 4)
      }
    }),
  )
})
