import { CdsError } from '../errors.ts'
import { LIMITS, unsafeIn } from './json-limits.ts'
import { bigValue, repeatsKey } from './json-scan.ts'

/** Above this, brackets and commas are counted before the parser may build millions of objects. */
const COUNTED_FIRST = 1024 * 1024
const REPEATED =
  'Send each key once: one at the top, in context or in fhirAuthorization is repeated.'

/**
 * `JSON.parse` for what strangers send (threats T9, T10): at most 64 levels, 200,000 members and 256
 * characters per key; no `__proto__`, `constructor`, `prototype`; no key twice at the top, in `context`
 * or in `fhirAuthorization`.
 *
 * The chart, by far the largest part, is parsed apart from its envelope, so that only the small rest is
 * looked through for repeated keys. The value is the one that `JSON.parse(text)` gives.
 *
 * @throws CdsError without any of the text in it: parsers quote what they choke on.
 */
export function parseGuarded(text: string): unknown {
  if (text.length > COUNTED_FIRST) countFirst(text)
  const value = parseParts(text) ?? parseWhole(text)
  const problem = unsafeIn(value)
  if (problem !== undefined) throw refusal(problem)
  return value
}

/** Envelope and chart, parsed apart; undefined where the text has no such parts. */
function parseParts(text: string): unknown {
  const place = bigValue(text)
  if (place === undefined) return undefined
  let chart: unknown
  try {
    chart = JSON.parse(text.slice(place.from, place.to))
  } catch {
    // Its end was guessed from the end of the text, or the text is no JSON: the whole is asked.
    return undefined
  }
  const rest = `${text.slice(0, place.from)}null${text.slice(place.to)}`
  const envelope = parseWhole(rest) as Record<string, unknown>
  envelope[place.key] = chart
  return envelope
}

function parseWhole(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new CdsError('CDS_REQUEST_MALFORMED', [
      { remedy: 'Send one JSON object; the body is not valid JSON.' },
    ])
  }
  if (repeatsKey(text)) throw refusal(REPEATED)
  return value
}

/** Refuses, by counts alone, what would cost much memory to parse. */
function countFirst(text: string): void {
  let commas = 0
  let opened = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      // Strings hold anything; an escape hides the character after it.
      for (at++; at < text.length; at++) {
        const inside = text.charCodeAt(at)
        if (inside === 0x22) break
        if (inside === 0x5c) at++
      }
    } else if (code === 0x2c) commas++
    else if (code === 0x7b || code === 0x5b) opened++
  }
  // Each comma stands after a member, and each container but the root is one.
  if (Math.max(commas, opened - 1) >= LIMITS.members)
    throw refusal(`Send at most ${LIMITS.members} members in one body.`)
}

const refusal = (remedy: string): CdsError => new CdsError('CDS_JSON_REFUSED', [{ remedy }])
