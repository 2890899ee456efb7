import { absoluteLink } from '#cds'
import { wordsFor } from './facts.ts'
import type { Found } from './find.ts'
import type { Pair } from './pairs.ts'

/** What the cards of single pairs say. */
export function valuesOf({ order, other, pair, severity }: Found) {
  return {
    order: order.medication.name,
    other: other.medication.name,
    where: other.where,
    advice: pair.advice,
    mechanism: pair.mechanism ?? 'see the label',
    because:
      pair.raise !== undefined && severity === pair.raise.to
        ? `For this patient: ${wordsFor(pair.raise.if)}. `
        : '',
    source: pair.sources.map(({ title }) => title).join('; '),
  }
}

/** What is wrong, in a few words. */
export function shortOf({ pair: { cap }, dose }: Found): string {
  if (cap === undefined) return 'a major interaction'
  const now = dose === undefined ? 'dose unknown' : `now ${dose}`
  return `${cap.name} at most ${cap.mgPerDay} mg a day (${now})`
}

/** One paragraph of the card that gathers lesser pairs. */
export function noteOf({ order, other, pair }: Found): string {
  const both = `${order.medication.name} with ${other.medication.name} (${other.where})`
  return `${both}: ${pair.advice} ${pair.sources.map(({ title }) => title).join('; ')}.`
}

/** The label, where its address is known; one link says enough. */
export function linksOf({ sources }: Pair) {
  const [first] = sources.filter(({ url }) => url?.startsWith('https:'))
  return first?.url === undefined ? [] : [absoluteLink(first.title, first.url)]
}
