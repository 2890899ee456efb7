import { type JsonRecord, record, text } from '../../clinical/codes/record.ts'
import { codesIn, wordsIn } from '../../clinical/readers/concept.ts'
import { inWords } from '../../clinical/readers/words.ts'
import { day } from '../../look/format.ts'

/** A member of a resource in words, nothing rounded and nothing left out; empty for nothing. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return dateText(value) ?? value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return joined(value.map(textOf), '; ')
  const it = record(value)
  if (it === undefined) return String(value)
  for (const { members, say } of KINDS)
    if (Object.keys(it).every((name) => members.includes(name))) return say(it)
  return membersText(it)
}

/** FHIR's own kinds, told by their members; one that has others besides is spelt out. */
const KINDS: readonly { readonly members: readonly string[]; say(it: JsonRecord): string }[] = [
  { members: ['coding', 'text'], say: conceptText },
  { members: ['value', 'comparator', 'unit', 'system', 'code'], say: quantityText },
  { members: ['start', 'end'], say: ({ start, end }) => joined([start, end].map(textOf), ' to ') },
  {
    members: ['reference', 'display', 'type'],
    say: ({ display, reference }) => joined([text(display), text(reference)], ', '),
  },
  { members: ['attachment'], say: ({ attachment }) => attachmentText(record(attachment) ?? {}) },
]

/** Its words, and the codes that machines will go by. */
function conceptText(concept: JsonRecord): string {
  const words = [...new Set(wordsIn(concept))].join(' / ')
  const codes = codesIn(concept).join(', ')
  return words === '' || codes === '' ? words + codes : `${words} (${codes})`
}

function quantityText({ value, comparator, unit, code }: JsonRecord): string {
  const [spelled, coded] = [text(unit), text(code)]
  const units = spelled === undefined || coded === spelled ? coded : spelled
  const both = coded !== undefined && coded !== units ? `${units} (${coded})` : units
  return joined([`${text(comparator) ?? ''}${value ?? ''}`, both ?? spelled], '\u00a0')
}

/** A date as people write it, its time as it stands. */
function dateText(value: string): string | undefined {
  if (!/^\d{4}-\d{2}(?:-\d{2})?(?:T\d{2}:[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(value))
    return undefined
  return joined([day(value), value.split('T')[1]], '\u00a0')
}

function attachmentText({ contentType, data, ...more }: JsonRecord): string {
  const kind = text(contentType) ?? 'unknown kind'
  const bytes = bytesOf(data)
  const content =
    data === undefined
      ? kind
      : bytes === undefined
        ? `${kind}, not readable`
        : kind.startsWith('text/')
          ? new TextDecoder().decode(bytes)
          : `${kind}, ${bytes.length} bytes`
  return joined([membersText(more), content], ', ')
}

function bytesOf(data: unknown): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text(data) ?? '%'), (character) => character.charCodeAt(0))
  } catch {
    return undefined // it is no base64, and said to be
  }
}

function membersText(it: JsonRecord): string {
  return joined(
    Object.entries(it).map(([name, value]) => {
      const said = name === 'attachment' ? attachmentText(record(value) ?? {}) : textOf(value)
      return said === '' ? '' : `${inWords(name)}: ${said}`
    }),
    ', ',
  )
}

const joined = (parts: readonly (string | undefined)[], between: string): string =>
  parts.filter((part) => part !== undefined && part !== '').join(between)
