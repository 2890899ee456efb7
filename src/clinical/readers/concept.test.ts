import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codesIn, wordsIn } from './concept.ts'

const outpatient = { text: 'Clinic', coding: [{ code: 'outpatient', display: 'Outpatient' }] }

test.each([
  ['one, as before R4', outpatient],
  ['a list', [outpatient]],
  ['a list with junk', [null, 7, 'outpatient', outpatient, [outpatient]]],
])('%s', (_, concepts) => {
  expect(codesIn(concepts)).toEqual(['outpatient'])
  expect(wordsIn(concepts)).toEqual(['Clinic', 'Outpatient'])
})

test('nothing of what is no text', () => {
  const odd = { text: ' ', coding: [{ code: 5, display: null }, null, 'L'] }
  expect([codesIn(odd), wordsIn(odd)]).toEqual([[], []])
})

test('no JSON makes them throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (thing) => {
      for (const read of [codesIn, wordsIn]) expect(Array.isArray(read(thing))).toBe(true)
    }),
  )
})
