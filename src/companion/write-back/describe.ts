import { record } from '../../clinical/codes/record.ts'
import { inTitle } from '../../clinical/readers/words.ts'
import type { Resource } from '../api/contract.ts'
import { textOf } from './member-text.ts'

/** One line of what will be written. */
export interface Line {
  readonly label: string
  readonly text: string
}

/** What people look for first, and what they call it. */
const LABELS: Readonly<Record<string, string>> = {
  code: 'What',
  type: 'What',
  description: 'Description',
  status: 'Status',
  intent: 'Intent',
  priority: 'Priority',
  subject: 'About',
  occurrenceDateTime: 'When',
  occurrencePeriod: 'When',
  effectiveDateTime: 'When',
  effectivePeriod: 'When',
  date: 'When',
  reasonCode: 'Because of',
  note: 'Note',
}
const ORDER = Object.keys(LABELS)

/**
 * All that a resource says, member by member and as it is written, for the person who confirms it: what
 * is not shown, or is shown rounded, is not what was confirmed.
 */
export function linesOf(resource: Resource): Line[] {
  return Object.entries(resource)
    .filter(([name]) => name !== 'resourceType')
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .flatMap(([name, value]) =>
      name === 'component' && Array.isArray(value)
        ? value.flatMap(componentLines)
        : line(labelOf(name), name, value),
    )
}

const isValue = (name: string) => /^value[A-Z]/.test(name)
const labelOf = (name: string) => LABELS[name] ?? (isValue(name) ? 'Value' : inTitle(name))

/** In the order of the labels, the value after what it is of, all others as they come. */
function rank(name: string): number {
  if (isValue(name) || name === 'component') return ORDER.indexOf('type') + 0.5
  const place = ORDER.indexOf(name)
  return place === -1 ? ORDER.length : place
}

function line(label: string, name: string, value: unknown): Line[] {
  const text = textOf(value, name)
  return text === '' ? [] : [{ label, text }]
}

/** What it is, with each thing that is said of it. */
function componentLines(component: unknown): Line[] {
  const { code, ...said } = record(component) ?? { said: component }
  const what = textOf(code)
  const lines = Object.entries(said).flatMap(([name, value]) => {
    const label = what === '' ? labelOf(name) : `${what} ${labelOf(name).toLowerCase()}`
    return line(isValue(name) && what !== '' ? what : label, name, value)
  })
  return lines.length > 0 ? lines : line('Component', 'code', code)
}
