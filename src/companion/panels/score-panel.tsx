import { day } from '../../look/format.ts'
import { Notice } from '../../look/notice.tsx'
import { Panel } from '../../look/panel.tsx'
import type { ScoreView } from '../api/contract.ts'
import { type Figure, figuresOf } from '../figures/figure.ts'
import { lacksOf } from '../figures/lacks.ts'
import { InputTable } from './input-table.tsx'
import { LackList } from './lack-list.tsx'

/** The score: its figure, what it was made of, what is missing. */
export function ScorePanel({ score }: { readonly score: ScoreView }) {
  const lacks = lacksOf(score)
  const needed = lacks.filter(({ isNeeded }) => isNeeded)
  const others = lacks.filter(({ isNeeded }) => !isNeeded)
  return (
    <Panel title={score.title}>
      {score.known && score.value !== undefined ? (
        <>
          {score.asOf !== undefined && (
            <Notice
              tone="warning"
              title={`Computed ${day(score.asOf)}; the data could not be read now.`}
            >
              <LackList lacks={needed} />
            </Notice>
          )}
          <Figures {...figuresOf(score.id, score.value)} />
        </>
      ) : (
        <Notice tone="warning" title="This score cannot be calculated from what is known.">
          <LackList lacks={needed} />
        </Notice>
      )}
      <InputTable score={score} />
      {others.length > 0 && (
        <div class="stack-tight">
          <h3>Not used</h3>
          <LackList lacks={others} />
        </div>
      )}
    </Panel>
  )
}

/** The answer, large; the rest of the value beside it. */
function Figures({ main, also }: { main: Figure; also: readonly Figure[] }) {
  return (
    <div class="figures">
      <p class="figure">
        <span class="figure-label">{main.label}</span>
        <span class="figure-value">
          <strong data-figure={main.name}>{main.text}</strong> <span>{main.unit}</span>
        </span>
      </p>
      {also.length > 0 && (
        <dl class="figure-also">
          {also.map(({ name, label, text, unit }) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd>
                {text} {unit}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
