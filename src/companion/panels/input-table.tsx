import { DataTable } from '../../look/data-table.tsx'
import { day } from '../../look/format.ts'
import type { ScoreView } from '../api/contract.ts'
import { EXPLAINED, HEADINGS, kindOf, type Row, rowsOf } from '../figures/contributions.ts'

/** What the figure was made of: value, date, and the part of each. */
export function InputTable({ score }: { readonly score: ScoreView }) {
  const rows = rowsOf(score)
  if (rows.length === 0)
    return (
      <p class="quiet">
        {score.unread === true
          ? 'Not all that this score asks for could be read.'
          : 'Nothing that this score asks for is known.'}
      </p>
    )
  const hasEffects = rows.some(({ effect }) => effect !== undefined)
  const kind = kindOf(score.id)
  return (
    <div class="inputs stack-tight">
      <h3>{score.known ? 'What it was made of' : 'What is known of its inputs'}</h3>
      {hasEffects && <p class="small quiet">{EXPLAINED[kind]}</p>}
      <DataTable
        caption="Inputs of the score"
        captionHidden
        columns={[
          { title: 'Input' },
          { title: 'Value', numeric: true },
          { title: 'Date' },
          ...(hasEffects ? [{ title: HEADINGS[kind], numeric: true }] : []),
        ]}
        rows={rows.map((row) => [
          row.title,
          `${row.value} ${row.unit}`.trim(),
          day(row.date) ?? <span class="quiet">{row.isMeasured ? 'no date' : '–'}</span>,
          ...(hasEffects ? [<Effect key={row.name} row={row} />] : []),
        ])}
      />
    </div>
  )
}

/** The part as text, and drawn: to the right it raises, to the left it lowers. */
function Effect({ row: { effect, share } }: { row: Row }) {
  if (effect === undefined)
    return (
      <span class="quiet">
        <span aria-hidden="true">–</span>
        <span class="visually-hidden">no part of its own</span>
      </span>
    )
  const width = Math.abs(share) * 50
  return (
    <span class="effect">
      <span>{effect}</span>
      <svg class="effect-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <line class="effect-middle" x1="50" x2="50" y1="0" y2="8" />
        <rect
          class={share < 0 ? 'effect-less' : 'effect-more'}
          x={share < 0 ? 50 - width : 50}
          y="1"
          width={width}
          height="6"
        />
      </svg>
    </span>
  )
}
