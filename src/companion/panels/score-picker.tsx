import { day } from '../../look/format.ts'
import type { ScoreView } from '../api/contract.ts'
import { figuresOf } from '../figures/figure.ts'

interface Props {
  readonly scores: readonly ScoreView[]
  readonly chosen: number
  readonly onChoose: (index: number) => void
}

/** Which score the panels are about. */
export function ScorePicker({ scores, chosen, onChoose }: Props) {
  return (
    <nav class="picker" aria-label="Scores">
      {scores.map((score, index) => (
        <button
          key={score.id}
          type="button"
          class="button picker-item"
          aria-pressed={index === chosen}
          onClick={() => onChoose(index)}
        >
          <span>{score.title}</span>
          <strong>{figureText(score)}</strong>
        </button>
      ))}
    </nav>
  )
}

function figureText({ id, value, asOf }: ScoreView): string {
  if (value === undefined) return 'not calculable'
  const { text, unit } = figuresOf(id, value).main
  const figure = `${text} ${unit}`.trim()
  return asOf === undefined ? figure : `${figure} as of ${day(asOf)}`
}
