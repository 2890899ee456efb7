import { anyOf, codeGroup } from '#cds'

const steatosis = codeGroup('steatotic-liver-disease')
// The weightiest first; prediabetes and obesity alone are too common to ask everyone for tests.
const atRisk = [
  { name: 'fatty liver disease', set: steatosis, asksForTests: true },
  { name: 'diabetes', set: codeGroup('diabetes'), asksForTests: true },
  { name: 'prediabetes', set: codeGroup('prediabetes'), asksForTests: false },
]
const obesity = codeGroup('obesity')
const withObesity = anyOf(codeGroup('hypertension'), codeGroup('hypercholesterolaemia'))
const knownLiver = anyOf(
  codeGroup('chronic-liver-disease'),
  codeGroup('liver-disease-severe'),
  codeGroup('hepatitis-c'),
  codeGroup('hepatitis-b'),
)

/** Why fibrosis is looked for. */
export interface Risk {
  readonly name: string
  /** Whether tests that are missing are asked for. */
  readonly asksForTests: boolean
}

/** The weightiest risk of fibrosis among active conditions (AGA 2021, ADA 2025). */
export function riskOf(active: readonly object[]): Risk | undefined {
  const found = atRisk.find(({ set }) => active.some(set))
  if (found !== undefined) return found
  if (!active.some(obesity) || !active.some(withObesity)) return undefined
  return { name: 'obesity and another risk', asksForTests: false }
}

/** Liver disease that is known has its own care; fatty liver is what this rule is about. */
export function isKnownLiverDisease(condition: object): boolean {
  return knownLiver(condition) && !steatosis(condition)
}
