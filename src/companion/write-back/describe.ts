import { day, quantity } from '../../look/format.ts'
import type { Resource } from '../api/contract.ts'

/** One line of what will be written. */
export interface Line {
  readonly label: string
  readonly text: string
}

/** What a resource says, for the person who confirms it; the whole of it is shown beside. */
export function linesOf(resource: Resource): Line[] {
  const lines: Line[] = []
  const add = (label: string, text: string | undefined) => {
    if (text !== undefined && text !== '') lines.push({ label, text })
  }
  add('What', conceptText(resource.code ?? resource.type) ?? textIn(resource, 'description'))
  add('Value', valueTextOf(resource))
  add('Status', textIn(resource, 'status'))
  add('Intent', textIn(resource, 'intent'))
  add('Priority', textIn(resource, 'priority'))
  add('When', dateIn(resource))
  add('Because of', conceptTexts(resource.reasonCode))
  add('Note', notes(resource.note))
  return lines
}

function textIn(resource: Resource, member: string): string | undefined {
  const value = resource[member]
  return typeof value === 'string' ? value : undefined
}

/** A CodeableConcept's own words, or its codes where it has none. */
function conceptText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { text, coding } = value as { text?: unknown; coding?: unknown }
  if (typeof text === 'string') return text
  if (!Array.isArray(coding)) return undefined
  const [first] = coding as readonly { display?: unknown; code?: unknown }[]
  const words = first?.display ?? first?.code
  return typeof words === 'string' ? words : undefined
}

function conceptTexts(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined
  return value.flatMap((each) => conceptText(each) ?? []).join('; ')
}

function valueTextOf({ valueQuantity, valueCodeableConcept, valueString }: Resource) {
  if (typeof valueString === 'string') return valueString
  if (typeof valueQuantity === 'object' && valueQuantity !== null) {
    const { value, unit } = valueQuantity as { value?: unknown; unit?: unknown }
    if (typeof value === 'number')
      return quantity(value, typeof unit === 'string' ? unit : undefined)
  }
  return conceptText(valueCodeableConcept)
}

const DATES = ['occurrenceDateTime', 'effectiveDateTime', 'date', 'authoredOn']

function dateIn(resource: Resource): string | undefined {
  for (const member of DATES) {
    const found = day(textIn(resource, member))
    if (found !== undefined) return found
  }
  const period = resource.occurrencePeriod as { start?: string; end?: string } | undefined
  const ends = [day(period?.start), day(period?.end)].filter((end) => end !== undefined)
  return ends.length === 0 ? undefined : ends.join(' to ')
}

function notes(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined
  return value
    .flatMap(({ text }: { text?: unknown }) => (typeof text === 'string' ? text : []))
    .join(' ')
}
