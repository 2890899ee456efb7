import { type JsonRecord, record, text } from '../../clinical/codes/record.ts'
import { inWords } from '../../clinical/readers/words.ts'
import { day } from '../../look/format.ts'

/**
 * A member of a resource in words, nothing rounded and nothing left out; empty for nothing.
 *
 * @param name what it is called: a text is a date only where FHIR has one
 */
export function textOf(value: unknown, name = ''): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return (isDated(name) ? dateText(value) : undefined) ?? value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value))
    return joined(
      value.map((each) => textOf(each, name)),
      '; ',
    )
  const it = record(value)
  if (it === undefined) return String(value)
  for (const say of KINDS) {
    const said = say(it)
    if (said !== undefined) return said
  }
  return membersText(it)
}

/** FHIR's own kinds, told by their members; one that has others besides is none of them, but spelt out. */
const KINDS: readonly ((it: JsonRecord) => string | undefined)[] = [
  conceptText,
  (it) => conceptText({ coding: [it] }),
  quantityText,
  periodText,
  (it) =>
    isOf(it, ['reference', 'display'])
      ? joined([textOf(it.display), textOf(it.reference)], ', ')
      : undefined,
  (it) => (isOf(it, ['attachment']) ? attachmentText(record(it.attachment) ?? {}) : undefined),
]

const isOf = (it: JsonRecord, members: readonly string[]) =>
  Object.keys(it).every((name) => members.includes(name))

/** Its words, and the codes that machines will go by, each with its system as FHIR writes tokens. */
function conceptText(it: JsonRecord): string | undefined {
  const { coding = [], text: own } = it
  if (!isOf(it, ['coding', 'text']) || !Array.isArray(coding)) return undefined
  const codings = coding.map((each): JsonRecord => record(each) ?? { each })
  if (!codings.every((each) => isOf(each, ['system', 'code', 'display']))) return undefined
  const all = [own, ...codings.map(({ display }) => display)].map((each) => textOf(each))
  const words = joined([...new Set(all)], ' / ')
  const codes = joined(
    codings.map(({ system, code }) => joined([textOf(system), textOf(code)], '|')),
    ', ',
  )
  return words === '' || codes === '' ? words + codes : `${words} (${codes})`
}

const UCUM = 'http://unitsofmeasure.org'

/** The system of its unit is UCUM, or it is spelt out. */
function quantityText(it: JsonRecord): string | undefined {
  const { value, comparator, unit, code, system = UCUM } = it
  if (!isOf(it, ['value', 'comparator', 'unit', 'system', 'code'])) return undefined
  if (typeof value !== 'number' || system !== UCUM) return undefined
  if ([comparator, unit, code].some((each) => each !== undefined && text(each) === undefined))
    return undefined
  const [spelled, coded] = [text(unit), text(code)]
  const units = spelled === undefined || coded === spelled ? coded : spelled
  const both = coded !== undefined && coded !== units ? `${units} (${coded})` : units
  return joined([`${text(comparator) ?? ''}${value}`, both ?? spelled], '\u00a0')
}

function periodText(it: JsonRecord): string | undefined {
  if (!isOf(it, ['start', 'end'])) return undefined
  const [start, end] = [textOf(it.start, 'start'), textOf(it.end, 'end')]
  if (start !== '' && end !== '') return `${start} to ${end}`
  if (start !== '') return `from ${start}`
  return end === '' ? '' : `until ${end}`
}

const isDated = (name: string) =>
  /(?:[dD]ate|DateTime|^issued|^authoredOn|^start|^end|^time)$/.test(name)

/** A date as people write it, its time as it stands. */
function dateText(value: string): string | undefined {
  const [, date, time] =
    /^(\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)(?:T(\d{2}:[\d:.]+(?:Z|[+-]\d{2}:\d{2})))?$/.exec(
      value,
    ) ?? []
  return date === undefined ? undefined : joined([day(date), time], '\u00a0')
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
      const said = name === 'attachment' ? attachmentText(record(value) ?? {}) : textOf(value, name)
      return said === '' ? '' : `${inWords(name)}: ${said}`
    }),
    ', ',
  )
}

const joined = (parts: readonly (string | undefined)[], between: string): string =>
  parts.filter((part) => part !== undefined && part !== '').join(between)
