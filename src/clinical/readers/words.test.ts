import { expect, test } from '@jest/globals'
import { inTitle, inWords } from './words.ts'

test.each([
  ['bloodPressure', 'blood pressure', 'Blood pressure'],
  ['alcohol8PlusPerWeek', 'alcohol8 plus per week', 'Alcohol8 plus per week'],
  ['beta-lactam', 'beta lactam', 'Beta lactam'],
  ['age', 'age', 'Age'],
])('%s', (name, words, title) => {
  expect([inWords(name), inTitle(name)]).toEqual([words, title])
})
