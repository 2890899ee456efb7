import { expect, test } from '@jest/globals'
import { productName } from './product-name.ts'

test.each([
  ['617310', 'atorvastatin 20 MG Oral Tablet'],
  ['857002', 'acetaminophen 325 MG / hydrocodone 5 MG Oral Tablet'],
  ['245134', '72 HR fentanyl 0.025 MG/HR Transdermal System'],
  ['6809', undefined],
  ['999999999', undefined],
])('%s is %s', (code, name) => {
  expect(productName(code)).toBe(name)
})
