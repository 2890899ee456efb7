import { useId, useState } from 'preact/hooks'
import { unitText } from '../../clinical/readers/unit-text.ts'
import { DataTable } from '../../look/data-table.tsx'
import { count, day, number } from '../../look/format.ts'
import type { Trend } from '../api/contract.ts'
import { chartOf } from './geometry.ts'
import { TrendChart } from './trend-chart.tsx'
import { leftTexts, pointText, rangeText } from './words.ts'

/** One input over time: drawn, in words, and as a table. */
export function TrendView({ trend }: { readonly trend: Trend }) {
  const id = useId()
  const chart = chartOf(trend)
  const [chosen, setChosen] = useState<number>()
  const shown = chosen === undefined ? chart?.spots.at(-1) : chart?.spots[chosen]
  return (
    <figure class="trend" aria-labelledby={id}>
      <figcaption id={id}>
        <strong>{trend.title}</strong> <span class="quiet">{unitText(trend.unit)}</span>
      </figcaption>
      {chart === undefined ? (
        <p class="quiet">No result on file that can be drawn.</p>
      ) : (
        <>
          <TrendChart trend={trend} chart={chart} chosen={chosen} onChoose={setChosen} />
          <p class="trend-shown">
            {chosen === undefined && 'Latest: '}
            {shown !== undefined && pointText(shown, trend)}
          </p>
          <p class="small quiet">{rangeText(trend)}</p>
        </>
      )}
      {trend.left.length > 0 && (
        <ul class="small quiet">
          {leftTexts(trend).map((text) => (
            <li key={text}>Left out: {text}</li>
          ))}
        </ul>
      )}
      {trend.points.length > 0 && <Values trend={trend} />}
    </figure>
  )
}

function Values({ trend }: { trend: Trend }) {
  return (
    <details>
      <summary>Table of {count(trend.points.length, 'result')}</summary>
      <DataTable
        caption={`${trend.title}, newest first`}
        captionHidden
        columns={[{ title: 'Date' }, { title: unitText(trend.unit) || 'Value', numeric: true }]}
        rows={trend.points.toReversed().map(({ date, value }) => [day(date), number(value)])}
      />
    </details>
  )
}
