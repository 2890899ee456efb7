import { expect, test } from '@jest/globals'
import { markdownText } from './escape.ts'
import { fillWording, parseWording } from './wording.ts'

const filled = (text: string, values: Readonly<Record<string, string | number>>) =>
  fillWording(parseWording(text), values, markdownText)

test.each([
  ['low back pain{{since}}: wait', { since: ' of 10 days' }, 'low back pain of 10 days: wait'],
  ['low back pain{{since}}: wait', { since: '' }, 'low back pain: wait'],
  ['{{first}}The score', { first: 'HOSPITAL 7. ' }, 'HOSPITAL 7. The score'],
  ['{{first}}{{second}}End', { first: 'One. ', second: 'Two. ' }, 'One. Two. End'],
  ['{{first}}, End', { first: 'One ' }, 'One, End'],
  ['Order {{name}} now', { name: ' Valium ' }, 'Order Valium now'],
  ['{{name}}: ordered', { name: ' Valium' }, 'Valium: ordered'],
])('%s, with %j', (text, values, expected) => {
  expect(filled(text, values)).toBe(expected)
})
