import { expect, test } from '@jest/globals'
import { unseenNote } from './unseen.ts'

test.each([
  ['nothing was asked', {}, ''],
  ['all could be looked at', { 'one is ordered': false }, ''],
  ['one could not', { 'one is ordered': true, 'one was done': false }, 'Whether one is ordered'],
  [
    'two could not',
    { 'one is ordered': true, 'one was done': true },
    'Whether one is ordered, or whether one was done',
  ],
])('%s', (_name, isUnseen, words) => {
  expect(unseenNote(isUnseen)).toBe(words === '' ? '' : ` ${words} could not be looked at.`)
})
