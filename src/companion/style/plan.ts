import { colour, contrast } from './contrast.ts'

/** Custom properties of `src/look/tokens.css`, without the dashes. */
export type Tokens = Readonly<Record<string, string>>

const BACKGROUNDS = ['page', 'surface', 'sunken'] as const
const WORDS = ['text', 'quiet', 'accent', 'accent-strong', 'info', 'warning', 'critical', 'good']
const SOFT = ['accent-soft', 'info-soft', 'warning-soft', 'critical-soft', 'good-soft']

/** What stands on what, and the least contrast that WCAG 2.2 AA wants (1.4.3; 1.4.11 for edges). */
const PAIRS: readonly (readonly [string, string, number])[] = [
  ...WORDS.flatMap((word) => BACKGROUNDS.map((ground) => [word, ground, 4.5] as const)),
  ...SOFT.flatMap((ground) => [['text', ground, 4.5] as const, ['accent', ground, 4.5] as const]),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
  ...BACKGROUNDS.flatMap((ground) => [['edge', ground, 3] as const, ['focus', ground, 3] as const]),
]

/** The tokens whose colours this page looks at. */
export const WATCHED = [...new Set(PAIRS.flatMap(([front, back]) => [front, back]))]

/**
 * What of an EHR's style (SMART App Launch, `smart_style_url`) this page takes over: colours only
 * where every text and edge stays readable, first all together, then one by one.
 *
 * @param base the page's own tokens, resolved to colours
 */
export function stylePlan(style: Readonly<Record<string, unknown>>, base: Tokens): Tokens {
  const groups = groupsOf(style)
  const all = Object.assign({}, ...groups) as Tokens
  const fonts = fontOf(style)
  if (isReadable({ ...base, ...all })) return { ...all, ...fonts }
  let taken: Tokens = {}
  for (const group of groups) {
    const tried = { ...taken, ...group }
    if (isReadable({ ...base, ...tried })) taken = tried
  }
  return { ...taken, ...fonts }
}

function groupsOf(style: Readonly<Record<string, unknown>>): Tokens[] {
  const groups: Tokens[] = []
  const add = (member: string, tokens: (value: string) => Tokens) => {
    const value = style[member]
    if (typeof value === 'string' && colour(value) !== undefined) groups.push(tokens(value))
  }
  add('color_background', (value) => ({ page: value }))
  add('color_text', (value) => ({ text: value }))
  add('color_highlight', (value) => ({
    accent: value,
    'accent-strong': value,
    focus: value,
    'on-accent': onTop(value),
  }))
  add('color_error', (value) => ({ critical: value }))
  add('color_success', (value) => ({ good: value }))
  return groups
}

/** Black or white, whichever is read better on it. */
function onTop(value: string): string {
  const ground = colour(value)
  if (ground === undefined) return '#ffffff'
  return contrast(ground, [255, 255, 255]) >= contrast(ground, [0, 0, 0]) ? '#ffffff' : '#000000'
}

/** Names of fonts only: nothing that could fetch or escape. */
function fontOf({ font_family_body: font }: Readonly<Record<string, unknown>>): Tokens {
  return typeof font === 'string' && /^[\w\s,'"-]{1,200}$/.test(font) ? { font } : {}
}

function isReadable(tokens: Tokens): boolean {
  return PAIRS.every(([front, back, least]) => {
    const [a, b] = [colour(tokens[front] ?? ''), colour(tokens[back] ?? '')]
    return a === undefined || b === undefined || contrast(a, b) >= least
  })
}
