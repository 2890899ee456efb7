import { expect, test } from '@jest/globals'
import { markdownText, summaryText } from './escape.ts'
import { fillWording, parseWording } from './wording.ts'

const filled = (text: string, values: Record<string, string | number>, by = summaryText) =>
  fillWording(parseWording(text), values, by)

test.each([
  ['low back pain{{since}}: wait', { since: ' of 10 days' }, 'low back pain of 10 days: wait'],
  ['low back pain{{since}}: wait', { since: '' }, 'low back pain: wait'],
  ['{{first}}The score', { first: 'HOSPITAL 7. ' }, 'HOSPITAL 7. The score'],
  ['{{first}}{{second}}End', { first: 'One. ', second: 'Two. ' }, 'One. Two. End'],
  ['{{first}}, End', { first: 'One ' }, 'One, End'],
  ['Order {{name}} now', { name: ' Valium ' }, 'Order Valium now'],
  ['{{name}}: ordered', { name: ' Valium' }, 'Valium: ordered'],
])('%s, with %j', (text, values, expected) => {
  expect(filled(text, values, markdownText)).toBe(expected)
})

test.each([
  [
    'Opioids: {{least}}{{total}} MME',
    { least: 'at least ', total: 90 },
    'Opioids: at least 90 MME',
  ],
  ['Opioids: {{least}}{{total}} MME', { least: '', total: 90 }, 'Opioids: 90 MME'],
  ['Pain{{since}}: wait', { since: ' of 12 days' }, 'Pain of 12 days: wait'],
  ['On.{{seen}}{{medicines}}', { seen: ' A.', medicines: ' B.' }, 'On. A. B.'],
])('%s keeps the blanks that its values bring', (text, values, expected) => {
  expect(filled(text, values)).toBe(expected)
})

test.each([
  ['{{order}}: avoid', { order: ' aspirin ' }, 'aspirin: avoid'],
  ['Give {{order}} now', { order: ' aspirin ' }, 'Give aspirin now'],
  ['{{order}}', { order: '   ' }, ''],
])('%s doubles none, and puts none before a mark or at the edge', (text, values, expected) => {
  expect(filled(text, values)).toBe(expected)
})

test('two values side by side are no link', () => {
  const values = { x: 'https:', y: '//evil.example' }
  expect(filled('{{x}}{{y}}', values, markdownText)).toBe('https:\\//evil.example')
})

test('a blank before a value brings no Markdown in', () => {
  expect(filled('x{{y}}', { y: '\n# heading' }, markdownText)).toBe('x\\# heading')
  expect(filled('{{y}}', { y: ' # heading' }, markdownText)).toBe('\\# heading')
  expect(filled('x{{y}}', { y: ' - item' }, markdownText)).toBe('x \\- item')
})
