import { isAdult, readEgfr, round, shownDay } from '#cds'

/** KDIGO 2024: refer below this eGFR and above this ratio, whatever the equation says. */
const EGFR = 30
const RATIO = 700

type Data = Parameters<typeof readEgfr>[0]

/**
 * The figures that by themselves are a cause to refer an adult, in words.
 *
 * @param ratio albumin/creatinine in mg/g, of the last year
 */
export function causesToRefer(data: Data, ratio: number | undefined, now: Date): readonly string[] {
  if (!isAdult(data.patient, now)) return []
  const egfr = readEgfr(data, now)
  const found: string[] = []
  if (egfr !== undefined && 'value' in egfr && egfr.value < EGFR)
    found.push(`eGFR ${round(egfr.value)} (${shownDay(egfr.date)})`)
  if (ratio !== undefined && ratio > RATIO) found.push(`albumin/creatinine ${round(ratio)} mg/g`)
  return found
}
