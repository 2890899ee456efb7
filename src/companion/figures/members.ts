import type { ScoreValue } from '../../clinical/score.ts'
import type * as all from '../../clinical/scores/index.ts'

interface Member {
  readonly label: string
  readonly unit?: string
  readonly digits: number
}

/** Said elsewhere: contributions in the table, years in the label, what is missing below. */
export const ELSEWHERE = ['contributions', 'missing', 'years', 'oncRow'] as const

type KeyOf<T> = T extends unknown ? keyof T : never
/** What any score's value may hold; a name that is left out below does not compile. */
type MemberName = Exclude<
  KeyOf<ScoreValue<(typeof all)[keyof typeof all]>>,
  (typeof ELSEWHERE)[number]
>

const percent = (label: string): Member => ({ label, unit: '%', digits: 1 })
const plain = (label: string, unit?: string, digits = 0): Member =>
  unit === undefined ? { label, digits } : { label, unit, digits }

/** What the members of the scores' values are called, and with how many digits the cards show them. */
const NAMED = {
  ascvdPct: percent('Heart attack or stroke (ASCVD)'),
  cvdPct: percent('All cardiovascular disease'),
  chdPct: percent('Coronary heart disease'),
  strokePct: percent('Stroke'),
  hfPct: percent('Heart failure'),
  model: plain('Model'),
  egfr: plain('Estimated GFR', 'mL/min/1.73 m²'),
  crcl: plain('Creatinine clearance', 'mL/min'),
  fib4: plain('FIB-4', undefined, 2),
  category: plain('Range'),
  band: plain('Risk class'),
  risk: plain('Risk'),
  score: plain('Score', 'points'),
  raw: plain('Before rounding', undefined, 2),
  riskPct: percent('Kidney failure'),
  risk2yPct: percent('Within 2 years'),
  risk5yPct: percent('Within 5 years'),
  strokePctPerYear: percent('Strokes a year without anticoagulation'),
  bleedsPer100PatientYears: plain('Major bleeds per 100 patient-years', undefined, 2),
  tenYearPct: percent('Diabetes within 10 years'),
  highRisk: plain('High risk'),
  gCategory: plain('GFR category'),
  aCategory: plain('Albuminuria category'),
  monitorPerYear: plain('Checks a year'),
  totalMmePerDay: plain('Morphine equivalents', 'MME a day', 1),
  atLeast50: plain('50 MME a day or more'),
  atLeast90: plain('90 MME a day or more'),
  countsAsNeeded: plain('Counts as-needed doses'),
  doseMgTwiceDaily: plain('Dose by the label', 'mg twice daily', 1),
  action: plain('By the label'),
  status: plain('Screening'),
  relation: plain('Side chains'),
  contraindicated: plain('High-priority pair'),
  severity: plain('Severity'),
  management: plain('Management'),
  coefficients: plain('Set of coefficients'),
  byConvention: plain('By convention only'),
  riskMedicines: plain('Classes of medicines that raise the risk'),
} satisfies Readonly<Record<MemberName, Member>>

export const MEMBERS: Readonly<Record<string, Member>> = NAMED
