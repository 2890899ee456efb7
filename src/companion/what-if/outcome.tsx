import type { Calculated } from '../../clinical/score.ts'
import { day } from '../../look/format.ts'
import type { ScoreView } from '../api/contract.ts'
import { difference, figuresOf } from '../figures/figure.ts'
import { signedText } from '../figures/format.ts'
import { neededOf } from '../figures/lacks.ts'
import { MEMBERS } from '../figures/members.ts'
import { LackList } from '../panels/lack-list.tsx'

interface Props {
  readonly score: ScoreView
  readonly isChanged: boolean
  /** Absent as long as nothing was changed, or the code is on its way. */
  readonly result: Calculated<object> | undefined
}

/** The figure on file and the one tried out, side by side, so that nobody takes one for the other. */
export function Outcome({ score, isChanged, result }: Props) {
  return (
    <dl class="outcome">
      <div class="outcome-filed">
        <dt>On file</dt>
        <dd>
          {score.value === undefined ? 'not calculable' : short(score.id, score.value)}
          {score.asOf !== undefined && <span class="small"> as of {day(score.asOf)}</span>}
        </dd>
      </div>
      <div class={isChanged ? 'outcome-tried outcome-live' : 'outcome-tried'}>
        <dt>What if</dt>
        <dd aria-live="polite">
          {isChanged ? (
            <Tried score={score} result={result} />
          ) : (
            <span class="quiet">as on file</span>
          )}
        </dd>
      </div>
    </dl>
  )
}

function Tried({ score, result }: Omit<Props, 'isChanged'>) {
  if (result === undefined) return <span class="quiet">…</span>
  if ('notCalculable' in result)
    return (
      <>
        not calculable
        <div class="small">
          <LackList lacks={neededOf(result.notCalculable, score.fields)} />
        </div>
      </>
    )
  const by = score.value === undefined ? undefined : difference(score.id, score.value, result.value)
  return (
    <>
      <strong data-what-if>{short(score.id, result.value)}</strong>
      {by !== undefined && <span class="small"> ({signedText(by, digitsOf(score))})</span>}
    </>
  )
}

function short(id: string, value: object): string {
  const { text, unit } = figuresOf(id, value).main
  return unit === '' ? text : `${text}\u00a0${unit}`
}

function digitsOf({ id, value }: ScoreView): number {
  return value === undefined ? 0 : (MEMBERS[figuresOf(id, value).main.name]?.digits ?? 2)
}
