import type { Point, Trend } from '../api/contract.ts'

/** The drawing's own units; the page scales it. */
export const WIDTH = 320
export const HEIGHT = 160
export const PLOT = { left: 40, right: 308, top: 12, bottom: 132 } as const

export interface Spot extends Point {
  readonly x: number
  readonly y: number
  readonly place: 'below' | 'within' | 'above' | undefined
}

export interface Chart {
  readonly spots: readonly Spot[]
  /** Where the reference range lies, cut to the plot. */
  readonly band?: { readonly top: number; readonly height: number }
  readonly ticks: readonly { readonly value: number; readonly y: number }[]
}

type Ranged = Pick<Trend, 'points' | 'low' | 'high'>

/** Where everything is drawn; `undefined` where there is nothing to draw. */
export function chartOf({ points, low, high }: Ranged): Chart | undefined {
  const dated = points.filter(({ date }) => !Number.isNaN(Date.parse(date)))
  const [first, last] = [dated[0], dated.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const ticks = ticksFor(extent({ points: dated, low, high }))
  const [least = 0, most = 1] = [ticks[0], ticks.at(-1)]
  const y = (value: number) =>
    PLOT.bottom - ((value - least) / (most - least)) * (PLOT.bottom - PLOT.top)
  const [from, to] = [Date.parse(first.date), Date.parse(last.date)]
  // One day only: in the middle, where nothing suggests a beginning or an end.
  const x = (date: string) =>
    to === from
      ? (PLOT.left + PLOT.right) / 2
      : PLOT.left + ((Date.parse(date) - from) / (to - from)) * (PLOT.right - PLOT.left)
  const band = low === undefined && high === undefined ? undefined : bandOf(y, low, high)
  return {
    spots: dated.map((point) => ({
      ...point,
      x: x(point.date),
      y: y(point.value),
      place: placeOf(point.value, low, high),
    })),
    ticks: ticks.map((value) => ({ value, y: y(value) })),
    ...(band === undefined ? {} : { band }),
  }
}

/** All values and bounds, and some of the range on its open side, so that it can be seen. */
function extent({
  points,
  low,
  high,
}: {
  points: readonly Point[]
  low: number | undefined
  high: number | undefined
}) {
  const values = [
    ...points.map(({ value }) => value),
    ...[low, high].filter((bound) => bound !== undefined),
  ]
  const air = (Math.max(...values) - Math.min(...values)) / 4
  if (low !== undefined && high === undefined) values.push(low + air)
  if (high !== undefined && low === undefined)
    values.push(Math.max(Math.min(0, ...values), high - air))
  return values
}

function bandOf(y: (value: number) => number, low: number | undefined, high: number | undefined) {
  const top = high === undefined ? PLOT.top : y(high)
  const bottom = low === undefined ? PLOT.bottom : y(low)
  return { top, height: Math.max(0, bottom - top) }
}

/** Where a value lies by the reference range; `undefined` where there is none. */
export function placeOf(value: number, low: number | undefined, high: number | undefined) {
  if (low === undefined && high === undefined) return undefined
  if (low !== undefined && value < low) return 'below'
  return high !== undefined && value > high ? 'above' : 'within'
}

const STEPS = [1, 2, 5, 10] as const

/** Three to six round values that hold all of these. */
export function ticksFor(values: readonly number[]): readonly number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  // A flat line gets some air, in proportion to what it measures.
  const spread = most - least || Math.abs(most) * 0.2 || 1
  const raw = spread / 3
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = power * (STEPS.find((each) => each * power >= raw) ?? 10)
  const from = Math.floor(least / step)
  const to = Math.max(Math.ceil(most / step), from + 1)
  return Array.from({ length: to - from + 1 }, (_, index) => clean((from + index) * step))
}

/** Without the binary crumbs of `3 * 0.1`. */
const clean = (value: number) => Number(value.toPrecision(12))
