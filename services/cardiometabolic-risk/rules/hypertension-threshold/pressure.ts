import { clinicalDate, codeGroup, component, daysBefore, measurement } from '#cds'

const YEAR = 365
/** mmHg; what lies outside is a slip of the pen (our choice). */
const PLAUSIBLE = { sbp: [60, 300], dbp: [30, 200] } as const
const panel = codeGroup('blood-pressure-panel')
const systolic = codeGroup('bp-systolic')
const diastolic = codeGroup('bp-diastolic')

/** One reading, in mmHg. */
export interface Reading {
  readonly day: string
  readonly sbp: number
  readonly dbp: number
}

/** The readings of a year, by days. */
export interface Readings {
  /** The mean of each day, the newest first. */
  readonly days: readonly Reading[]
  /** Whether some were left out: without unit, with one figure alone, or such as cannot be. */
  readonly hasUnusable: boolean
}

/**
 * The readings of the last year that have both figures in a usable unit: panels, and a systolic and a
 * diastolic observation of the same instant.
 */
export function daysWithPressure(observations: readonly object[], now: Date): Readings {
  const byDay = new Map<string, Reading[]>()
  let hasUnusable = false
  for (const { date, upper, lower } of pairsOf(observations)) {
    const age = daysBefore(date, now)
    if (date.length < 10 || age === undefined || age > YEAR) continue
    const day = date.slice(0, 10)
    const [sbp, dbp] = [upper, lower].map((part) => {
      const read = part === undefined ? undefined : measurement(part, 'mm[Hg]')
      return read?.usable === true ? read.value : undefined
    })
    if (sbp === undefined || dbp === undefined || !isPlausible(sbp, dbp)) hasUnusable = true
    else byDay.set(day, [...(byDay.get(day) ?? []), { day, sbp, dbp }])
  }
  const days = [...byDay.values()].map(meanOf).toSorted((a, b) => b.day.localeCompare(a.day))
  return { days, hasUnusable }
}

interface Pair {
  readonly date: string
  readonly upper?: object | undefined
  readonly lower?: object | undefined
}

function pairsOf(observations: readonly object[]): readonly Pair[] {
  const panels = observations.filter((each) => panel(each))
  const lowers = new Map(
    observations.filter((each) => diastolic(each)).map((each) => [clinicalDate(each), each]),
  )
  return [
    ...panels.map((each) => ({
      date: clinicalDate(each) ?? '',
      upper: component(each, systolic),
      lower: component(each, diastolic),
    })),
    ...observations
      .filter((each) => systolic(each) && !panel(each))
      .map((upper) => {
        const date = clinicalDate(upper)
        return { date: date ?? '', upper, lower: lowers.get(date) }
      }),
  ]
}

function isPlausible(sbp: number, dbp: number): boolean {
  const isWithin = (value: number, [least, most]: readonly [number, number]) =>
    value >= least && value <= most
  return isWithin(sbp, PLAUSIBLE.sbp) && isWithin(dbp, PLAUSIBLE.dbp) && sbp > dbp
}

/** The mean of readings, which are not none; its day is that of the first. */
export function meanOf(readings: readonly Reading[]): Reading {
  const mean = (of: (reading: Reading) => number) =>
    readings.reduce((sum, each) => sum + of(each), 0) / readings.length
  return { day: readings[0]?.day ?? '', sbp: mean(({ sbp }) => sbp), dbp: mean(({ dbp }) => dbp) }
}
