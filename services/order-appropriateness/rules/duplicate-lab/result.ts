import { instantOf, round, wordsIn } from '#cds'

interface Valued {
  readonly valueQuantity?: {
    readonly value?: unknown
    readonly unit?: unknown
    readonly code?: unknown
    readonly comparator?: unknown
  }
  readonly valueCodeableConcept?: unknown
  readonly valueString?: unknown
}

const LIMITS: ReadonlyMap<unknown, string> = new Map([
  ['<', 'below'],
  ['<=', 'at most'],
  ['>=', 'at least'],
  ['>', 'above'],
])

/** The result as its laboratory wrote it, after a colon; nothing is converted. */
export function wordsOf(result: object): string {
  const { valueQuantity, valueCodeableConcept, valueString } = result as Valued
  const { value, unit, code, comparator } = valueQuantity ?? {}
  if (typeof value === 'number') {
    const parts = [LIMITS.get(comparator), round(value, 2), unit ?? code]
    return `: ${parts.filter((each) => each !== undefined).join(' ')}`
  }
  const [words] = [...wordsIn(valueCodeableConcept), valueString]
  return typeof words === 'string' ? `: ${words}` : ''
}

interface Planned {
  readonly occurrenceDateTime?: unknown
  readonly occurrencePeriod?: { readonly start?: unknown }
}

/** When an order is to be done: the day that it names, or now. */
export function dayOfOrder(order: object, now: Date): Date {
  const { occurrenceDateTime, occurrencePeriod } = order as Planned
  const planned = occurrenceDateTime ?? occurrencePeriod?.start
  const at = typeof planned === 'string' ? instantOf(planned) : undefined
  return at === undefined || at < now.getTime() ? now : new Date(at)
}
