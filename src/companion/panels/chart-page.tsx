import { useState } from 'preact/hooks'
import { Notice } from '../../look/notice.tsx'
import type { Api } from '../api/client.ts'
import type { Advice, ScoreView, Session } from '../api/contract.ts'
import { TrendsPanel } from '../trends/trends-panel.tsx'
import { WhatIfPanel } from '../what-if/what-if-panel.tsx'
import { AdvicePanel } from './advice-panel.tsx'
import { EvidencePanel } from './evidence-panel.tsx'
import { Guarded } from './guarded.tsx'
import { ScorePanel } from './score-panel.tsx'
import { ScorePicker } from './score-picker.tsx'
import { useLoad } from './use-load.ts'
import { Waiting } from './waiting.tsx'

interface Props {
  readonly api: Api
  readonly session: Session
}

/** All panels about the patient's scores. */
export function ChartPage({ api, session }: Props) {
  const found = useLoad(() => api.advice(), [])
  if (found.state === 'loading') return <Waiting what="the figures" size="page" />
  if (found.state === 'failed')
    return (
      <Notice tone="critical" title="The figures could not be had." onRetry={found.retry}>
        <p>{found.why} This is no all-clear.</p>
      </Notice>
    )
  return <Panels {...{ api, session }} advice={found.value} />
}

function Panels({ api, session, advice }: Props & { readonly advice: Advice }) {
  const [chosen, setChosen] = useState(0)
  const score: ScoreView | undefined = advice.scores[chosen]
  return (
    <>
      {advice.scores.length > 1 && (
        <ScorePicker scores={advice.scores} chosen={chosen} onChoose={setChosen} />
      )}
      <div class="columns">
        <div class="stack">
          <Guarded title="Advice">
            <AdvicePanel advice={advice} session={session} api={api} />
          </Guarded>
          {score === undefined ? (
            <NoScore advice={advice} />
          ) : (
            <Guarded key={score.id} title={score.title}>
              <ScorePanel score={score} />
            </Guarded>
          )}
        </div>
        <div class="stack">
          {score !== undefined && (
            <Guarded key={score.id} title="What if">
              <WhatIfPanel score={score} />
            </Guarded>
          )}
          <Guarded title="Evidence">
            <EvidencePanel score={score} rule={advice.rule} />
          </Guarded>
        </div>
      </div>
      {score !== undefined && (
        <Guarded key={score.id} title="How the inputs went">
          <TrendsPanel api={api} score={score} />
        </Guarded>
      )}
    </>
  )
}

function NoScore({ advice: { state } }: { advice: Advice }) {
  return (
    <Notice
      tone="info"
      title={
        state === 'no-rule' || state === 'rule-unavailable'
          ? 'No score can be calculated from this chart.'
          : 'This rule goes by no score.'
      }
    />
  )
}
