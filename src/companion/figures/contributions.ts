import { unitText } from '../../clinical/readers/unit-text.ts'
import { inTitle } from '../../clinical/readers/words.ts'
import type { Field, ScoreView } from '../api/contract.ts'
import { numberText, signedText, valueText } from './format.ts'

/**
 * What a contribution is, in the score's own terms. Of `odds`, `hazard` and `factor` the logarithm is
 * given, and the page shows what multiplies the figure.
 */
type Kind = 'points' | 'odds' | 'hazard' | 'factor' | 'steps' | 'met' | 'amount'

/** Every score with contributions, in the order of its kind. */
export const KINDS: Readonly<Record<string, Kind>> = {
  prevent: 'odds',
  pce: 'hazard',
  kfre4: 'hazard',
  fib4: 'factor',
  'ckd-epi-2021-cr': 'factor',
  'ckd-epi-2021-crcys': 'factor',
  'ckd-epi-2012-cys': 'factor',
  'cockcroft-gault': 'factor',
  'kdigo-grid': 'steps',
  glycemia: 'steps',
  'fall-risk': 'met',
  'apixaban-af-dose': 'met',
  mme: 'amount',
  'doac-crcl': 'amount',
  meld3: 'points',
  'cha2ds2-vasc': 'points',
  'has-bled': 'points',
  lace: 'points',
  'hospital-score': 'points',
  'ada-risk-test': 'points',
  findrisc: 'points',
}

export const HEADINGS: Readonly<Record<Kind, string>> = {
  points: 'Points',
  odds: 'Odds of ASCVD',
  hazard: 'Hazard',
  factor: 'Multiplies by',
  steps: 'Steps from best',
  met: 'Counts',
  amount: 'Adds',
}

/** How to read the column. */
export const EXPLAINED: Readonly<Record<Kind, string>> = {
  points: 'Points that each input brings.',
  odds: 'What each input does to the odds of ASCVD: ×1 leaves them as they are.',
  hazard: 'What each input does to the hazard: ×1 leaves it as it is.',
  factor: 'What each input multiplies the figure by: ×1 leaves it as it is.',
  steps: 'How many steps each input lies from the best range.',
  met: 'Whether the input counts towards the answer.',
  amount: 'What each brings to the figure.',
}

export function kindOf(score: string): Kind {
  return KINDS[score] ?? 'points'
}

/** A row of the table of inputs. */
export interface Row {
  readonly name: string
  readonly title: string
  readonly value: string
  readonly unit: string
  readonly date?: string
  /** A result without a date is worth a word; a sex without one is not. */
  readonly isMeasured: boolean
  /** As text; absent where the input has no part of its own in the figure. */
  readonly effect?: string
  /** −1 to 1, for drawing: the part of the largest. */
  readonly share: number
}

/** The inputs, those that matter most first; what contributes without being an input follows suit. */
export function rowsOf(score: Pick<ScoreView, 'id' | 'value' | 'used' | 'fields'>): Row[] {
  const contributions = contributionsIn(score.value)
  const largest = Math.max(0, ...Object.values(contributions).map(Math.abs))
  const kind = kindOf(score.id)
  const names = [
    ...score.used.map(({ name }) => name),
    ...Object.keys(contributions).filter((name) => score.used.every((each) => each.name !== name)),
  ]
  return names
    .map((name) => {
      const used = score.used.find((each) => each.name === name)
      const term = contributions[name]
      return {
        name,
        title: titleIn(score.fields, name),
        value: used === undefined ? '–' : valueText(used.value),
        unit: used?.unit === undefined ? '' : unitText(used.unit),
        isMeasured: used?.unit !== undefined && used.unit !== 'a',
        ...(used?.date === undefined ? {} : { date: used.date }),
        ...(term === undefined ? {} : { effect: effectText(kind, term) }),
        share: term === undefined || largest === 0 ? 0 : term / largest,
      }
    })
    .toSorted((a, b) => weight(b) - weight(a))
}

/** What has no part at all comes last, after what has a part of nothing. */
const weight = ({ effect, share }: Row) => (effect === undefined ? -1 : Math.abs(share))

function effectText(kind: Kind, term: number): string {
  if (kind === 'odds' || kind === 'hazard' || kind === 'factor')
    return `×${numberText(Math.exp(term), 2)}`
  if (kind === 'met') return term > 0 ? 'yes' : 'no'
  return kind === 'amount' ? numberText(term, 1) : signedText(term, 1)
}

function contributionsIn(value: object | undefined): Readonly<Record<string, number>> {
  if (value === undefined || !('contributions' in value)) return {}
  const given = value.contributions
  if (typeof given !== 'object' || given === null) return {}
  const terms = Object.entries(given).filter(([, term]) => Number.isFinite(term))
  return Object.fromEntries(terms)
}

/** What the score calls an input. */
export function titleIn(fields: readonly Field[], name: string): string {
  return fields.find((each) => each.name === name)?.title ?? inTitle(name)
}
