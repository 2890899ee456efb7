import { markdownText, plainText, summaryText } from '../../../cards/escape.ts'
import { isPlainlySound } from '../../../cards/sound.ts'
import { suggestion } from '../../../src/protocol/card.ts'
import { tagsOf } from '../../support/rendered.ts'
import { type Judgement, passed, refused, type Target, wrong } from './target.ts'

const HIDDEN = /[\p{Cc}\p{Cf}\u2028\u2029]/u

/** Where a rule's wording may put a value, between words and at the edges of what Markdown tells apart. */
const PLACES: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => `LDL ${value} mg/dL`,
  (value) => `**${value}**`,
  (value) => `- ${value}\n- ${value}`,
  (value) => `see http:${value}`,
  (value) => `${value}${value}`,
]

function judgeValue(value: string): string | undefined {
  const [plain, summary, markdown] = [plainText(value), summaryText(value), markdownText(value)]
  if (HIDDEN.test(plain) || !plain.isWellFormed()) return 'something that nobody sees is left'
  if (/[<>]/.test(summary)) return 'a summary with an angle bracket'
  if (plain.length > 1000) return 'longer than a value may be'
  // Of nothing, marks around it make what they would make alone.
  for (const put of markdown === '' ? [] : PLACES) {
    const [tag] = tagsOf(put(markdown))
    if (tag !== undefined) return `the Markdown makes ${tag}`
  }
  return undefined
}

/** A suggestion that the quick look passes has to be one for the wire's schema, too. */
function judgeSuggestion(text: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined // a value, and no suggestion
  }
  if (typeof value !== 'object' || value === null || !isPlainlySound(value)) return undefined
  return suggestion.safeParse(value).success ? undefined : 'an unsound suggestion passes'
}

function judge(text: string): Judgement {
  const why = judgeValue(text) ?? judgeSuggestion(text)
  if (why !== undefined) return wrong(why)
  return text === '' ? refused : passed
}

const uuid = '0199b3a4-0c6a-4d1d-9a10-8f1f3f1e0d2b'
const resource = { resourceType: 'ServiceRequest', id: 'r1' }
const actions = [{ type: 'update', description: 'Change', resource }]

export const text: Target = {
  name: 'sanitizer',
  code: /\/cards\/(?:escape|sound)/,
  seeds: [
    'Aspirin 81 mg',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1)) ![y](http://a.b) <http://a.b> www.a.b a@b.c',
    '# h\n- a\n1. b\n> c\n| a | b |\n|---|---|\n```x```\n***\n[a]: http://b',
    'a\u202eb\u200bc\ud800 &lt;script&gt; &#60; _www.a.b',
    JSON.stringify({ label: 'Order', uuid, isRecommended: true, actions }),
  ],
  words: [
    ...['<a href="', '<script>', '</', '-->', '<!--', '](', '![', 'http://', 'www.', '@', '&lt;'],
    ...['&#x3c;', '\\', '\\\\', '```', '~~~', '***', '___', '1. ', '# ', '> ', '|---|', '[x]: '],
    ...['"uuid":', '"actions":[]', '"type":"delete"', '"label":" "', 'null', '\u00a0', '\u3000'],
  ],
  judge,
}
