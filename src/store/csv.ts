import type { FeedbackRow } from './store.ts'

const columns: readonly (readonly [string, (row: FeedbackRow) => string | undefined])[] = [
  ['receivedAt', (row) => row.receivedAt],
  ['outcomeTimestamp', (row) => row.outcomeTimestamp],
  ['client', (row) => row.client],
  ['service', (row) => row.service],
  ['rule', (row) => row.rule],
  ['ruleVersion', (row) => row.ruleVersion],
  ['cardName', (row) => row.cardName],
  ['indicator', (row) => row.indicator],
  ['card', (row) => row.card],
  ['outcome', (row) => row.outcome],
  ['acceptedSuggestions', (row) => row.acceptedSuggestions.join(' ')],
  ['reasonSystem', (row) => row.reasonSystem],
  ['reasonCode', (row) => row.reasonCode],
  ['reasonDisplay', (row) => (row.displayUnreadable ? UNREADABLE : row.reasonDisplay)],
  ['comment', (row) => (row.commentUnreadable ? UNREADABLE : row.comment)],
  ['verified', (row) => String(row.verified)],
]

/** Unknown is not empty: a comment that cannot be opened is not "no comment". */
const UNREADABLE = '(sealed with another secret)'

/** What a spreadsheet takes for a formula, full-width forms included (OWASP, CSV Injection). */
const FORMULA_START = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/

/**
 * Feedback as CSV (RFC 4180: CRLF, quotes doubled), a header row first, one chunk per row. Every
 * value is quoted, so that spreadsheets which split at `;` or tabs keep cells whole; a value that
 * a spreadsheet would run as a formula is prefixed with `'`.
 */
export async function* feedbackCsv(rows: AsyncIterable<FeedbackRow>): AsyncIterable<string> {
  yield `${columns.map(([name]) => name).join(',')}\r\n`
  for await (const row of rows) {
    yield `${columns.map(([, value]) => cell(value(row) ?? '')).join(',')}\r\n`
  }
}

function cell(value: string): string {
  const inert = FORMULA_START.test(value) ? `'${value}` : value
  return `"${inert.replaceAll('"', '""')}"`
}
