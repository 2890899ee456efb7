import { codeGroup, isActive, round, type ScoreOutcome, shownDay, type UsedInput } from '#cds'

const dialysis = codeGroup('dialysis')
const endStage = codeGroup('esrd')
const transplant = codeGroup('kidney-transplant', { history: true })

/** Kidney function as far as a dose needs it. */
export type Kidney =
  | { readonly state: 'known'; readonly value: number; readonly words: string }
  | { readonly state: 'unavailable' }
  /** `lacks`: what is missing, for people. */
  | { readonly state: 'unusable'; readonly lacks: string }

/** Dialysis or end-stage kidney disease on file; one before a transplant is of the time before it. */
export function hasKidneyFailure(conditions: readonly object[]): boolean {
  const active = conditions.filter(isActive)
  return active.some(dialysis) || (active.some(endStage) && !conditions.some(transplant))
}

/** Kidney failure on file stands for no function at all: no estimate holds on dialysis. */
export const FAILURE: Kidney = { state: 'known', value: 0, words: 'kidney failure on file' }

/**
 * Reads an estimate.
 *
 * @param unit as people read it
 */
export function kidneyBy<V>(
  outcome: ScoreOutcome<V>,
  read: (value: V) => number,
  name: string,
  unit: string,
): Kidney {
  if (!outcome.known)
    return outcome.unavailable
      ? { state: 'unavailable' }
      : { state: 'unusable', lacks: outcome.missing.map(({ text }) => text).join('; ') }
  const value = read(outcome.value)
  const creatinine = outcome.inputs.find(isCreatinine)
  const day = shownDay(creatinine?.date)
  return { state: 'known', value, words: `${name} ${round(value)} ${unit} (creatinine ${day})` }
}

function isCreatinine({ name }: UsedInput): boolean {
  return name === 'creatinine'
}
