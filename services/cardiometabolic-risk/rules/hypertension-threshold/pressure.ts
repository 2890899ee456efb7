import { clinicalDate, codeGroup, component, daysBefore, measurement } from '#cds'

const YEAR = 365
const panel = codeGroup('blood-pressure-panel')
const systolic = codeGroup('bp-systolic')
const diastolic = codeGroup('bp-diastolic')

/** One reading, in mmHg. */
export interface Reading {
  readonly day: string
  readonly sbp: number
  readonly dbp: number
}

/**
 * The readings of the last year that have both figures in a usable unit, the newest first, one per day:
 * the mean of each day.
 */
export function daysWithPressure(observations: readonly object[], now: Date): readonly Reading[] {
  const byDay = new Map<string, Reading[]>()
  for (const each of observations) {
    const date = clinicalDate(each)
    const age = date === undefined ? undefined : daysBefore(date, now)
    if (date === undefined || date.length < 10 || age === undefined || age > YEAR) continue
    if (!panel(each)) continue
    const [sbp, dbp] = [systolic, diastolic].map((set) => {
      const part = component(each, set)
      const read = part === undefined ? undefined : measurement(part, 'mm[Hg]')
      return read?.usable === true ? read.value : undefined
    })
    if (sbp === undefined || dbp === undefined) continue
    const day = date.slice(0, 10)
    byDay.set(day, [...(byDay.get(day) ?? []), { day, sbp, dbp }])
  }
  return [...byDay.values()].map(meanOf).toSorted((a, b) => b.day.localeCompare(a.day))
}

/** The mean of readings, which are not none; its day is that of the first. */
export function meanOf(readings: readonly Reading[]): Reading {
  const mean = (of: (reading: Reading) => number) =>
    readings.reduce((sum, each) => sum + of(each), 0) / readings.length
  return { day: readings[0]?.day ?? '', sbp: mean(({ sbp }) => sbp), dbp: mean(({ dbp }) => dbp) }
}
