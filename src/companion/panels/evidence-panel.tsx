import { Outside } from '../../look/markdown.tsx'
import { safeHref } from '../../look/markdown-tree.ts'
import { Panel } from '../../look/panel.tsx'
import type { ScoreView } from '../api/contract.ts'

/** Where the score and the rule come from. */
export function EvidencePanel({ score, rule }: { score: ScoreView | undefined; rule: RuleSource }) {
  return (
    <Panel title="Evidence">
      <dl class="evidence">
        {score !== undefined && (
          <Cited what={`${score.title}, version ${score.version}`} source={score.source} />
        )}
        {rule !== undefined && <Cited what={`Rule: ${rule.title}`} source={rule.source} />}
      </dl>
      {score === undefined && rule === undefined && (
        <p>Neither a rule nor a score is at hand, so there is nothing to cite.</p>
      )}
    </Panel>
  )
}

type RuleSource = { title: string; source: ScoreView['source'] } | undefined

function Cited({ what, source }: { what: string; source: ScoreView['source'] }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>
        <Outside href={source.url === undefined ? undefined : safeHref(source.url)}>
          {source.label}
        </Outside>
      </dd>
    </div>
  )
}
