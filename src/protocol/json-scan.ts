import { LIMITS } from './json-limits.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a

/** Objects whose keys must stand once: the top of the body and these of its members. */
const WATCHED = new Set(['context', 'fhirAuthorization'])
/** The member that holds the chart. */
const CHART = 'prefetch'
/** Less than this is not worth being parsed in parts. */
const SMALL = 8192
/** How far from its end the text is searched for the end of the chart: less where the context came before. */
const TAIL = { short: 512, long: 8192 } as const

/** Whether a key stands twice at the top or in a watched member. `text` must be valid JSON. */
export function repeatsKey(text: string): boolean {
  return topLevel(text, () => false) === 'repeated'
}

/** Where the chart stands in the text. `to` is a guess that holds if what lies between is one value. */
export interface Place {
  readonly key: string
  readonly from: number
  readonly to: number
}

/** Finds the value of the chart: its beginning from the front, its end from the back. */
export function bigValue(text: string): Place | undefined {
  if (text.length < SMALL) return undefined
  let from = -1
  let tail: number = TAIL.long
  topLevel(text, (key, at) => {
    if (key === 'context') tail = TAIL.short
    if (key !== CHART || text[at] !== '{') return false
    from = at
    return true
  })
  const to = from === -1 ? undefined : endOfChart(text, from, tail)
  return to === undefined ? undefined : { key: CHART, from, to }
}

/**
 * Goes over the text up to where `stop` says so, which is asked at each value of a key at the top.
 * What is not JSON is gone over too, to no purpose: the parser refuses it.
 */
function topLevel(
  text: string,
  stop: (key: string, valueAt: number) => boolean,
): 'repeated' | undefined {
  let depth = 0
  let watched = false
  const top = new Set<string>()
  let inner = new Set<string>()
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      const end = endOfString(text, at)
      if (depth === 1 || (depth === 2 && watched)) {
        const colon = skipSpace(text, end + 1)
        if (text.charCodeAt(colon) === COLON) {
          const key = keyOf(text.slice(at + 1, end))
          const seen = depth === 1 ? top : inner
          if (seen.has(key)) return 'repeated'
          // Where there are more, the walk over the value refuses it.
          if (seen.size > LIMITS.keys) return undefined
          seen.add(key)
          if (depth === 1) {
            const value = skipSpace(text, colon + 1)
            if (stop(key, value)) return undefined
            watched = WATCHED.has(key) && text[value] === '{'
            if (watched) inner = new Set()
          }
        }
      }
      at = end
    } else if (code === 0x7b || code === 0x5b) {
      depth++
      if (depth === 1 && code === 0x5b) return undefined
    } else if (code === 0x7d || code === 0x5d) depth--
    else if (code === COMMA && depth === 1) watched = false
  }
  return undefined
}

/** The end of the chart, seen from the end of the text: that of the member there that is not small. */
function endOfChart(text: string, from: number, tail: number): number | undefined {
  let at = skipSpaceBack(text, text.length - 1)
  if (text[at] !== '}') return undefined
  const least = Math.max(from, at - tail)
  let depth = 0
  let candidate: number | undefined
  for (at--; at >= least; at--) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = startOfString(text, at)
    else if (code === 0x7d || code === 0x5d) {
      if (depth++ === 0) candidate = at + 1
    } else if ((code === 0x7b || code === 0x5b) && --depth === 0) {
      if (at === from) return candidate
      candidate = undefined
    }
  }
  return candidate
}

/** The index of the quote that ends the string which begins at `at`. */
function endOfString(text: string, at: number): number {
  let end = text.indexOf('"', at + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end
}

/** The index of the quote that begins the string which ends at `at`. */
function startOfString(text: string, at: number): number {
  let start = text.lastIndexOf('"', at - 1)
  while (start > 0 && isEscaped(text, start)) start = text.lastIndexOf('"', start - 1)
  return start
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1
  while (text.charCodeAt(before) === BACKSLASH) before--
  return (at - before) % 2 === 0
}

const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

function skipSpace(text: string, at: number): number {
  let index = at
  while (isSpace(text.charCodeAt(index))) index++
  return index
}

function skipSpaceBack(text: string, at: number): number {
  let index = at
  while (index >= 0 && isSpace(text.charCodeAt(index))) index--
  return index
}

/** A key as the parser reads it: `\u0068ook` is `hook`. */
function keyOf(raw: string): string {
  if (!raw.includes('\\')) return raw
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return raw
  }
}
