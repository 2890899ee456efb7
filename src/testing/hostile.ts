import type { Card } from '../protocol/card.ts'

/** Text that no card may pass on as it is: markup, script, links, control and bidi characters. */
export const HOSTILE =
  '<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![i](http://evil) `c` **b** \u202e\u0007'

const KEPT = new Set([
  'resourceType',
  'id',
  'system',
  'code',
  'status',
  'intent',
  'reference',
  'gender',
  'birthDate',
  'use',
  'type',
  'criticality',
  'severity',
  'category',
  'unit',
  'start',
  'end',
])

/** The same data with hostile text in every string that is free text. */
export function hostile<T>(value: T): T {
  return poisoned(value, '') as T
}

function poisoned(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((each) => poisoned(each, key))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries({ ...value, ...texts(value) }).map(([name, each]) => [
        name,
        poisoned(each, name),
      ]),
    )
  const isDate = /date|time|authoredOn|issued|instant/i.test(key)
  return typeof value === 'string' && !KEPT.has(key) && !isDate ? HOSTILE : value
}

/** Codings get a display and concepts a text, where data have none. */
function texts(value: object): object {
  if ('system' in value && 'code' in value && !('value' in value)) return { display: HOSTILE }
  return 'coding' in value ? { text: HOSTILE } : {}
}

/** What of a hostile text would still act in a card; empty when all is escaped. */
export function markdownProblems(card: Card): string[] {
  const problems: string[] = []
  const labels = [
    ...(card.suggestions ?? []).flatMap(({ label, actions = [] }) => [
      ['suggestion label', label] as const,
      ...actions.map(({ description }) => ['action description', description ?? ''] as const),
    ]),
    ...(card.links ?? []).map(({ label }) => ['link label', label] as const),
  ]
  for (const [field, text] of [
    ['summary', card.summary] as const,
    ['detail', card.detail ?? ''] as const,
    ...labels,
  ]) {
    if (/<[a-z!/]/i.test(text)) problems.push(`${field} holds raw HTML`)
    if (field === 'detail' && /(?<!\\)\[[^\]]*\]\(/.test(text)) problems.push('detail holds a link')
    if (/\p{Cf}|[^\P{Cc}\n]/u.test(text)) problems.push(`${field} holds control characters`)
  }
  return problems
}
