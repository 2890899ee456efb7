import { useRef } from 'preact/hooks'
import type { Trend } from '../api/contract.ts'
import { Drawing } from './drawing.tsx'
import { type Chart, HEIGHT, WIDTH } from './geometry.ts'
import { pointText, rangeText } from './words.ts'

interface Props {
  readonly trend: Trend
  readonly chart: Chart
  readonly chosen: number | undefined
  readonly onChoose: (index: number | undefined) => void
}

const percent = (share: number) => `${share * 100}%`

/**
 * A line with its reference band, and over it a button per result that says what the drawing shows.
 * One stop for the Tab key; arrows, Home and End go from result to result.
 */
export function TrendChart({ trend, chart, chosen, onChoose }: Props) {
  const { spots } = chart
  const list = useRef<HTMLUListElement>(null)
  const last = spots.length - 1
  const stop = chosen ?? last

  function onKeyDown(event: KeyboardEvent) {
    const next = { ArrowLeft: stop - 1, ArrowRight: stop + 1, Home: 0, End: last }[event.key]
    if (next === undefined) return
    event.preventDefault()
    const index = Math.min(Math.max(next, 0), last)
    list.current?.querySelectorAll('button')[index]?.focus()
  }

  return (
    <div class="chart">
      <Drawing chart={chart} chosen={chosen} />
      <ul
        ref={list}
        class="spots"
        aria-label={`${trend.title}, oldest first; arrow keys go from one to the next. ${rangeText(trend)}`}
        onPointerLeave={() => onChoose(undefined)}
      >
        {spots.map((spot, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: several results may bear one date
          <li key={index}>
            <button
              type="button"
              class="spot"
              style={{ left: percent(spot.x / WIDTH), top: percent(spot.y / HEIGHT) }}
              aria-label={pointText(spot, trend)}
              tabIndex={index === stop ? 0 : -1}
              onKeyDown={onKeyDown}
              onFocus={() => onChoose(index)}
              onBlur={() => onChoose(undefined)}
              onPointerEnter={() => onChoose(index)}
            />
          </li>
        ))}
      </ul>
    </div>
  )
}
