import { codes } from '../codes/code-set.ts'
import { LOINC } from '../codes/systems.ts'
import type { FetchedAll } from '../fetched.ts'
import { latest } from '../readers/latest.ts'
import { type ReadInput, runScore } from '../score.ts'
import { egfr } from './ckd-epi-2021-cr.ts'
import { reading } from './readings.ts'

const YEAR = 365
const EGFR_UNIT = 'mL/min/{1.73_m2}'
const reportedEgfr = codes(LOINC, ['98979-8'])

type Data = FetchedAll<NonNullable<typeof egfr.prefetch>>

/** The chart's creatinine and the laboratory's own figure, each where it is known. */
type EgfrData = Pick<Data, 'patient'> & {
  readonly creatinine?: Data['creatinine'] | undefined
  readonly egfr?: readonly unknown[] | undefined
}

/** The newer of a laboratory's own CKD-EPI 2021 value and one from creatinine; of one day, the former. */
export function readEgfr(data: EgfrData, now: Date): ReadInput<number> {
  const reported = reading(latest(data.egfr, reportedEgfr, EGFR_UNIT, { now, withinDays: YEAR }))
  const computed = computedEgfr(data, now)
  if (computed === undefined) return reported
  if (reported === undefined || 'unusable' in reported) return computed
  // A newer creatinine that cannot be used does not bring the older figure down.
  if ('unusable' in computed) return reported
  const dayOf = ({ date = '' }: { readonly date?: string }) => date.slice(0, 10)
  return dayOf(computed) > dayOf(reported) ? computed : reported
}

function computedEgfr({ patient, creatinine: results }: EgfrData, now: Date): ReadInput<number> {
  if (results === undefined) return undefined
  const { creatinine, age, sex } = egfr.read?.({ patient, creatinine: results }, { now }) ?? {}
  if (creatinine === undefined) return undefined
  if ('unusable' in creatinine) return creatinine
  // Without age or sex there is none of the risks either; their inputs say why.
  if (age === undefined || 'unusable' in age || sex === undefined || 'unusable' in sex)
    return undefined
  const inputs = { creatinine: creatinine.value, age: age.value, sex: sex.value }
  const result = runScore(egfr, inputs)
  if ('value' in result) return { ...creatinine, value: result.value.egfr, unit: EGFR_UNIT }
  const [reason] = result.notCalculable
  return reason === undefined ? undefined : { unusable: reason }
}
