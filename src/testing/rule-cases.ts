import type { SlotValue } from '../../cards/wording.ts'
import type { Prefetch } from '../clinical/fetched.ts'
import type { Evaluation } from '../engine/evaluate.ts'
import type { CdsError } from '../errors.ts'
import type { TestData } from './case-request.ts'

/** Data of one case: by prefetch key as the rule declares them; `orders` where the hook has some. */
export type CaseData<P extends Prefetch> = { readonly [K in keyof P]?: unknown } & TestData

/** A card that a case must give: its declared name, and the slot values and suggestions worth stating. */
export interface ExpectedCard {
  readonly card: string
  readonly values?: Readonly<Record<string, SlotValue>>
  /** The labels of all its suggestions, in order. */
  readonly suggestions?: readonly string[]
}

/** The cases of a rule. */
export interface RuleCases<P extends Prefetch> {
  /** The clock of all cases: a date or an instant. */
  readonly now: string
  readonly silent: Readonly<Record<string, CaseData<P>>>
  readonly fires: Readonly<
    Record<string, CaseData<P> & { readonly expect: ExpectedCard | readonly ExpectedCard[] }>
  >
  /** Cases in which the rule must say that it could not check something. */
  readonly gaps?: Readonly<Record<string, CaseData<P> & { readonly expect: RegExp }>>
}

/** A case that must give cards, taken apart. */
export interface Firing {
  readonly name: string
  readonly expect: readonly ExpectedCard[]
  readonly data: TestData
}

/** A test is run without its types being checked, so its tables may be missing. */
export function allCases<P extends Prefetch>({ silent = {}, fires = {}, ...cases }: RuleCases<P>) {
  return { ...cases, silent, fires }
}

/** The cards of a rule. @throws where there is no answer, or the rule failed. */
export function servedBy(evaluation: Evaluation, rule: string) {
  if (!evaluation.ok) throw new Error(`no answer: ${whyNone(evaluation.error)}`)
  for (const each of evaluation.report.rules)
    if (each.state === 'failed') throw reasonOf(each.error)
  return evaluation.served.filter((served) => served.rule === rule)
}

/** Why there is no answer. Where nothing is lacking, the rule itself has said that data were. */
export function whyNone({ code, problems }: CdsError): string {
  if (code !== 'CDS_DATA_UNAVAILABLE' || problems.length > 0)
    return `${code} ${JSON.stringify(problems)}`
  return "the rule says that data could not be had, but the case has them all: notChecked('…', 'unusable') where they say too little"
}

/** What a rule threw; one that threw nothing was not finished in time. */
export function reasonOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error ?? 'it was not finished in time'))
}
