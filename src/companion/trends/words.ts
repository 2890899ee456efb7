import { unitText } from '../../clinical/readers/unit-text.ts'
import { day, quantity } from '../../look/format.ts'
import type { Point, Trend } from '../api/contract.ts'
import { placeOf } from './geometry.ts'

const PLACES = {
  below: 'below the reference range',
  within: 'within the reference range',
  above: 'above the reference range',
} as const

/** `1.4 mg/dL on 3 Feb 2026, above the reference range`. */
export function pointText({ value, date }: Point, { unit, low, high }: Trend): string {
  const place = placeOf(value, low, high)
  const where = place === undefined ? '' : `, ${PLACES[place]}`
  return `${quantity(value, unit)} on ${day(date) ?? 'an unknown day'}${where}`
}

/** `Reference range 0.6 to 1.1 mg/dL`; where there is none, that is said. */
export function rangeText({ low, high, unit }: Pick<Trend, 'low' | 'high' | 'unit'>): string {
  const spelled = unitText(unit)
  if (low !== undefined && high !== undefined)
    return `Reference range ${low} to ${high} ${spelled}`.trim()
  if (low !== undefined) return `Reference range: ${low} ${spelled} and more`
  if (high !== undefined) return `Reference range: up to ${high} ${spelled}`
  return 'No reference range'
}

/** Why results were left out; one reason for many is said once, with their number. */
export function leftTexts({ left }: Pick<Trend, 'left'>): string[] {
  const many = new Map<string, number>()
  for (const { text } of left) many.set(text, (many.get(text) ?? 0) + 1)
  return [...many].map(([text, times]) => (times === 1 ? text : `${text} (${times} results)`))
}
