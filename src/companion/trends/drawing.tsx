import { day, number } from '../../look/format.ts'
import { type Chart, HEIGHT, PLOT, type Spot, WIDTH } from './geometry.ts'

/** What a trend looks like; all that it says stands in the buttons over it and in the table. */
export function Drawing({ chart, chosen }: { chart: Chart; chosen: number | undefined }) {
  const { spots, band, ticks } = chart
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {band !== undefined && (
        <rect
          class="band"
          x={PLOT.left}
          y={band.top}
          width={PLOT.right - PLOT.left}
          height={band.height}
        />
      )}
      {ticks.map(({ value, y }) => (
        <g key={value}>
          <line class="tick" x1={PLOT.left} x2={PLOT.right} y1={y} y2={y} />
          <text class="tick-text" x={PLOT.left - 6} y={y + 4} text-anchor="end">
            {number(value)}
          </text>
        </g>
      ))}
      <Days spots={spots} />
      <polyline class="line" points={spots.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {spots.map(({ x, y, place }, index) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: several results may bear one date
          key={index}
          class={`mark mark-${place ?? 'plain'}`}
          cx={x}
          cy={y}
          r={index === chosen ? 6 : 4}
        />
      ))}
    </svg>
  )
}

/** The first and the last day below the plot. */
function Days({ spots }: { spots: readonly Spot[] }) {
  const [first, last] = [spots[0], spots.at(-1)]
  if (first === undefined || last === undefined) return null
  const y = PLOT.bottom + 20
  const isOne = first.x === last.x
  return (
    <>
      <text class="tick-text" x={first.x} y={y} text-anchor={isOne ? 'middle' : 'start'}>
        {day(first.date)}
      </text>
      {!isOne && (
        <text class="tick-text" x={last.x} y={y} text-anchor="end">
          {day(last.date)}
        </text>
      )}
    </>
  )
}
