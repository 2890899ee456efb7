import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { sealer } from './seal.ts'

const secret = Uint8Array.from({ length: 32 }, (_, index) => index)
const { seal, open } = sealer(secret, 'test')

test('opens to the same text, under the same context', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, context) => {
      expect(open(seal(text, context), context)).toBe(text)
    }),
  )
})

test('the same text is sealed differently each time', () => {
  expect(seal('a', 'x')).not.toBe(seal('a', 'x'))
})

test('a sealed text moved to another row does not open', () => {
  expect(open(seal('a', 'row 1'), 'row 2')).toBeUndefined()
})

test('another secret or purpose does not open it', () => {
  expect(sealer(secret.toReversed(), 'test').open(seal('a', 'x'), 'x')).toBeUndefined()
  expect(sealer(secret, 'other').open(seal('a', 'x'), 'x')).toBeUndefined()
})

test('any changed byte, a cut or a foreign text is noticed', () => {
  const sealed = seal('comment', 'x')
  const bytes = Buffer.from(sealed.slice(3), 'base64url')
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes)
    changed[index] = (changed[index] ?? 0) ^ 1
    expect(open(`v1.${changed.toString('base64url')}`, 'x')).toBeUndefined()
  }
  for (const text of ['', 'v1.', sealed.slice(0, 20), sealed.slice(0, -2), sealed.slice(3)]) {
    expect(open(text, 'x')).toBeUndefined()
  }
})
