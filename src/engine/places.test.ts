import { expect, test } from '@jest/globals'
import { placesOf } from './places.ts'

const withStack = (stack: string) => Object.assign(new Error('x'), { stack })

test('reads what Node prints of syntax errors, frames, and modules that were loaded again', () => {
  const stack = `file:///home/a/rule.ts:19
  cards: {
  ^^^^^

SyntaxError: Expected ',', got 'ident'
    at parse (node:internal/modules/typescript:72:36)
    at evaluate (file:///home/a/rule.ts?generation=2:29:11)
    at /home/b/helper.ts:7:1`
  expect(placesOf(withStack(stack))).toEqual([
    { file: '/home/a/rule.ts', line: 19 },
    { file: '/home/a/rule.ts', line: 29 },
    { file: '/home/b/helper.ts', line: 7 },
  ])
})

test.each([['text'], [undefined], [withStack('Cannot find /tmp/nope.ts')]])(
  'names no place where there is none: %p',
  (error) => {
    expect(placesOf(error)).toEqual([])
  },
)
