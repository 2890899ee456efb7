// Control characters, and the marks that can reorder or hide text (bidi, zero width, soft hyphen).
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu
const VALUE_LIMIT = 1000
/** What is looked at of a value, UTF-16 units: the limit many times over, for what is left out on the way. */
const RAW_LIMIT = 16 * VALUE_LIMIT
/** A rule that hands on more has gone wrong (R18); a long note of a patient's is far shorter. */
const MOST = 256 * 1024

// One line of printable ASCII and no blanks to tidy: most values, known by one quick look.
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/

/**
 * A value from data as one line of plain text: nothing invisible, no line breaks, not endless.
 *
 * @throws RangeError beyond 256 Ki units: nobody meant that to be shown.
 */
export function plainText(value: string | number): string {
  if (typeof value === 'number') return String(value)
  if (value.length > MOST) throw new RangeError('a value is longer than any client could show')
  // Cut before it is gone over: a rule may hand on a whole document.
  if (value.length > RAW_LIMIT)
    return shorten(`${oneLine(wholeUpTo(value, RAW_LIMIT))}…`, VALUE_LIMIT)
  if (PLAIN.test(value)) return shorten(value, VALUE_LIMIT)
  return shorten(oneLine(value), VALUE_LIMIT)
}

function oneLine(text: string): string {
  return text.toWellFormed().replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim()
}

/** Plain text for a summary: some clients render it as HTML, so it holds no angle brackets. */
export function summaryText(value: string | number): string {
  return plainText(value).replaceAll('<', '‹').replaceAll('>', '›')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;',
}
// All that could mean something to Markdown: its marks, `://`, also where the first of it ends the value
// before, `www.`, and what opens a list or a heading at the start. One pattern, so that a long value is gone over once.
const MARKS = /[&<>@\\`*_[\]|~!()]|:\/\/|^\/\/|www\.|^[#+\-=]|^\d+\.(?=\s|$)/gi

/**
 * Data inside GitHub-flavoured Markdown (`CARD-07`): no markup, HTML, link, image, autolink or table
 * comes out of it, whether the client renders Markdown with raw HTML (one large client does, and runs
 * it), without, or not at all.
 */
export function markdownText(value: string | number): string {
  if (typeof value === 'number') return String(value)
  return plainText(value).replace(MARKS, escaped)
}

function escaped(mark: string): string {
  const entity = ENTITIES[mark]
  if (entity !== undefined) return entity
  if (mark.length === 1) return `\\${mark}`
  if (mark === '://') return '&#58;//'
  if (mark === '//') return '\\//'
  const before = mark.slice(0, -1)
  return /\d/.test(before) ? `${before}\\.` : `${before}&#46;`
}

/** At most `limit` UTF-16 units, ending in an ellipsis where cut; no character is split. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  const atWord = wholeUpTo(text, limit - 1).replace(/\s+\S{0,15}$/, '')
  return `${atWord.trimEnd()}…`
}

/** The beginning of a text; no character is split. */
function wholeUpTo(text: string, length: number): string {
  const cut = text.slice(0, length)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}
