import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { keyedHash } from './keyed-hash.ts'

const secret = Uint8Array.from({ length: 32 }, (_, index) => index)
const hash = keyedHash(secret)

test('is base64url of 256 bits, the same each time, other under another secret', () => {
  expect(hash('a', 'b')).toMatch(/^[\w-]{43}$/)
  expect(keyedHash(secret)('a', 'b')).toBe(hash('a', 'b'))
  expect(keyedHash(secret.toReversed())('a', 'b')).not.toBe(hash('a', 'b'))
})

test.each([
  [
    ['ab', 'c'],
    ['a', 'bc'],
  ],
  [['a'], ['a', '']],
  [[], ['']],
  [['1:a'], ['1', 'a']],
  [['a', '1:b'], ['a1:1:b']],
  [['x\uD800'], ['x\uFFFD']],
  [['x\uD800'], ['x\uD801']],
])('%j and %j differ', (left, right) => {
  expect(hash(...left)).not.toBe(hash(...right))
})

test('different lists of parts have different hashes', () => {
  const parts = fc.array(fc.string({ unit: fc.constantFrom('1', ':', '2', 'a'), maxLength: 4 }))
  fc.assert(
    fc.property(parts, parts, (left, right) => {
      expect(hash(...left) === hash(...right)).toBe(JSON.stringify(left) === JSON.stringify(right))
    }),
  )
})
