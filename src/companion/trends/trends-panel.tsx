import { Notice } from '../../look/notice.tsx'
import { Panel } from '../../look/panel.tsx'
import type { Api } from '../api/client.ts'
import type { ScoreView, Trends } from '../api/contract.ts'
import { useLoad } from '../panels/use-load.ts'
import { Waiting } from '../panels/waiting.tsx'
import { TrendView } from './trend-view.tsx'

/** How the inputs went, one small chart each. */
export function TrendsPanel({ api, score }: { readonly api: Api; readonly score: ScoreView }) {
  const found = useLoad(() => api.trends(score.id), [score.id])
  return (
    <Panel title="How the inputs went" class="trends">
      {found.state === 'loading' && <Waiting what="earlier results" size="panel" />}
      {found.state === 'failed' && (
        <Notice tone="warning" title="Earlier results could not be read." onRetry={found.retry}>
          <p>{found.why}</p>
        </Notice>
      )}
      {found.state === 'ready' && <Charts {...found.value} />}
    </Panel>
  )
}

function Charts({ trends, unread }: Trends) {
  return (
    <>
      {unread.length > 0 && (
        <Notice tone="warning" title="Not all earlier results could be read.">
          <ul>
            {unread.map(({ code, text }) => (
              <li key={code}>{text}</li>
            ))}
          </ul>
        </Notice>
      )}
      {trends.length === 0 && unread.length === 0 && (
        <p class="quiet">No results of this score’s inputs are on file.</p>
      )}
      <div class="trend-grid">
        {trends.map((trend) => (
          <TrendView key={trend.input} trend={trend} />
        ))}
      </div>
    </>
  )
}
