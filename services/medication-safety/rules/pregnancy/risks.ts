import { listedIngredients } from '#cds'
import data from './risks.json' with { type: 'json' }

export type Severity = 'critical' | 'warning' | 'info'

/** What a medicine does in pregnancy. */
export interface Risk {
  readonly id: string
  readonly severity: Severity
  readonly risk: string
  readonly advice: string
  /** What a patient who may become pregnant needs. */
  readonly childbearing?: string
  /** It counts from these weeks only. */
  readonly weeks?: { readonly warning: number; readonly critical?: number }
  /** Critical where this condition is on file. */
  readonly raise?: 'migraine'
  /** Hypertension in pregnancy has preferred medicines. */
  readonly instead?: boolean
  readonly source: string
}

type Stated = Risk & { readonly medicines: readonly string[]; readonly on: boolean }

// The type of the file is wider than what its rows mean; the test of the table checks each of them.
const rows = (data.rows as readonly Stated[])
  .filter(({ on }) => on)
  .map(({ medicines, on: _, ...risk }) => ({ risk, codes: listedIngredients(medicines) }))
const byIngredient = new Map<string, Risk>(
  rows.flatMap(({ risk, codes }) => codes.map((code) => [code, risk] as const)),
)

/** All ingredients of the table, for triggers. */
export const RISKY: readonly string[] = [...byIngredient.keys()]

const RANK: readonly Severity[] = ['critical', 'warning', 'info']

/** The worst that the ingredients of a medicine do. */
export function riskOf(ingredients: readonly string[]): Risk | undefined {
  const found = ingredients.flatMap((each) => byIngredient.get(each) ?? [])
  return found.toSorted((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity))[0]
}

/**
 * How severe a risk is in a week of pregnancy; `undefined` before it counts. An unknown week is taken
 * as one in which it counts.
 */
export function severityIn(
  { severity, weeks, raise }: Risk,
  week: number | undefined,
  hasMigraine: boolean,
): Severity | undefined {
  if (raise === 'migraine' && hasMigraine) return 'critical'
  if (weeks === undefined || week === undefined) return severity
  if (week < weeks.warning) return undefined
  return weeks.critical !== undefined && week >= weeks.critical ? 'critical' : 'warning'
}
