import { expect, test } from '@jest/globals'
import { feedbackCsv } from './csv.ts'
import { collected } from './samples.ts'
import type { FeedbackRow } from './store.ts'

const row: FeedbackRow = {
  receivedAt: '2026-03-01T09:05:00.000Z',
  outcomeTimestamp: '2026-03-01T09:02:00Z',
  client: 'ehr-a',
  service: 'medication-safety',
  rule: 'metformin-kidney',
  ruleVersion: '1.0.0',
  cardName: 'contraindicated',
  indicator: 'critical',
  card: 'c1',
  outcome: 'overridden',
  acceptedSuggestions: ['s1', 's2'],
  reasonSystem: undefined,
  reasonCode: 'no-benefit',
  reasonDisplay: undefined,
  comment: undefined,
  commentUnreadable: false,
  displayUnreadable: false,
  verified: true,
}

async function lines(rows: readonly FeedbackRow[]): Promise<readonly string[]> {
  async function* source() {
    yield* rows
  }
  return await collected(feedbackCsv(source()))
}

test('a header row, then a row each, values quoted, lines ended by CRLF', async () => {
  expect(await lines([row])).toEqual([
    'receivedAt,outcomeTimestamp,client,service,rule,ruleVersion,cardName,indicator,card,outcome,acceptedSuggestions,reasonSystem,reasonCode,reasonDisplay,comment,verified\r\n',
    '"2026-03-01T09:05:00.000Z","2026-03-01T09:02:00Z","ehr-a","medication-safety","metformin-kidney","1.0.0","contraindicated","critical","c1","overridden","s1 s2","","no-benefit","","","true"\r\n',
  ])
})

test('no feedback is a header alone', async () => {
  expect(await lines([])).toHaveLength(1)
})

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t=1"`],
  ['\r=1', `"'\r=1"`],
  ['\n=1', `"'\n=1"`],
  ['\uFF1D1', `"'\uFF1D1"`],
  ['a;=1', '"a;=1"'],
  ['two\r\nlines, "quoted"', '"two\r\nlines, ""quoted"""'],
  ['1 = 1', '"1 = 1"'],
])('T24 comment %j becomes %s', async (comment, expected) => {
  const [, line] = await lines([{ ...row, comment }])
  expect(line?.endsWith(`,${expected},"true"\r\n`)).toBe(true)
})

test('a comment that cannot be opened is said, not left empty', async () => {
  const [, line] = await lines([{ ...row, commentUnreadable: true }])
  expect(line).toContain('"(sealed with another secret)"')
})
