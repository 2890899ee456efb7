import { inTitle } from '../../clinical/readers/words.ts'
import { numberText, valueText } from './format.ts'
import { ELSEWHERE, MEMBERS } from './members.ts'

/** A figure as it stands on the page. */
export interface Figure {
  readonly name: string
  readonly label: string
  readonly text: string
  readonly unit: string
}

/** The member of each score's value that is its answer. */
export const MAIN: Readonly<Record<string, string>> = {
  prevent: 'ascvdPct',
  pce: 'ascvdPct',
  'ckd-epi-2021-cr': 'egfr',
  'ckd-epi-2021-crcys': 'egfr',
  'ckd-epi-2012-cys': 'egfr',
  'cockcroft-gault': 'crcl',
  kfre4: 'riskPct',
  fib4: 'fib4',
  meld3: 'score',
  'kdigo-grid': 'risk',
  glycemia: 'category',
  'cha2ds2-vasc': 'score',
  'has-bled': 'score',
  lace: 'score',
  'hospital-score': 'score',
  'ada-risk-test': 'score',
  findrisc: 'score',
  mme: 'totalMmePerDay',
  'fall-risk': 'risk',
  'apixaban-af-dose': 'doseMgTwiceDaily',
  'doac-crcl': 'action',
  'metformin-renal': 'action',
  'ddi-onc': 'contraindicated',
  'beta-lactam-side-chain': 'relation',
  'care-gap': 'status',
}

/** The answer of a score, and what its value says besides. */
export function figuresOf(score: string, value: object): { main: Figure; also: readonly Figure[] } {
  const members = Object.entries(value).filter(([name]) => ELSEWHERE.every((each) => each !== name))
  const wanted = MAIN[score]
  // The KDIGO grid without albuminuria has a category only: what is there stands in front.
  const [first] = members.filter(([name]) => name === wanted).concat(members)
  if (first === undefined) throw new Error(`the value of ${score} is empty`)
  const years = 'years' in value && typeof value.years === 'number' ? value.years : undefined
  return {
    main: figureOf(first, years),
    also: members.filter(([name]) => name !== first[0]).map((each) => figureOf(each)),
  }
}

function figureOf([name, value]: readonly [string, unknown], years?: number): Figure {
  const { label, unit = '', digits } = MEMBERS[name] ?? { label: inTitle(name), digits: 2 }
  const text = typeof value === 'number' ? numberText(value, digits) : valueText(value)
  return {
    name,
    label: years === undefined ? label : `${years}-year risk: ${label}`,
    text,
    unit: text === '1' && unit === 'points' ? 'point' : unit,
  }
}

/** How a what-if figure differs from the one on file; none where either is no number. */
export function difference(score: string, filed: object, tried: object): number | undefined {
  const name = MAIN[score]
  if (name === undefined) return undefined
  const [before, after] = [filed, tried].map((each) => Reflect.get(each, name) as unknown)
  return typeof before === 'number' && typeof after === 'number' ? after - before : undefined
}
