import { useMemo, useReducer } from 'preact/hooks'
import { runScore } from '../../clinical/score.ts'
import { Button } from '../../look/button.tsx'
import { Notice } from '../../look/notice.tsx'
import { Panel } from '../../look/panel.tsx'
import type { ScoreView } from '../api/contract.ts'
import { useLoad } from '../panels/use-load.ts'
import { Control } from './control.tsx'
import { changed, draftsOf, draftsReducer, inputsOf } from './inputs.ts'
import { Outcome } from './outcome.tsx'
import { loadScore } from './scores.ts'

/** Other inputs tried out: never the chart, and never written anywhere. */
export function WhatIfPanel({ score }: { readonly score: ScoreView }) {
  const filed = useMemo(() => draftsOf(score), [score])
  const [drafts, change] = useReducer(draftsReducer(filed), filed)
  const code = useLoad(() => loadScore(score.id, score.version), [score.id, score.version])
  const touched = changed(filed, drafts)
  if (score.fields.length === 0)
    return (
      <Panel title="What if">
        <p class="quiet">The inputs of this score cannot be set one by one.</p>
      </Panel>
    )
  return (
    <Panel
      title="What if"
      class="what-if"
      aside={
        <Button
          onPress={() => change('reset')}
          disabled={touched.length === 0 ? 'Nothing has been changed' : undefined}
        >
          Reset to the chart
        </Button>
      }
    >
      <p class="quiet">Try other values. Nothing here changes the chart.</p>
      {code.state === 'failed' && (
        <Notice tone="warning" title="The score’s code could not be loaded." onRetry={code.retry} />
      )}
      {code.state === 'ready' && code.value === undefined && (
        <Notice tone="warning" title="This page is older than the service.">
          <p>Load the page again to try other values with the same version of the score.</p>
        </Notice>
      )}
      <Outcome
        score={score}
        isChanged={touched.length > 0}
        result={
          code.state === 'ready' && code.value !== undefined && touched.length > 0
            ? runScore(code.value, inputsOf(score, filed, drafts))
            : undefined
        }
      />
      <div class="controls">
        {score.fields.map((field) => (
          <Control
            key={field.name}
            field={field}
            text={drafts[field.name] ?? ''}
            filed={filed[field.name] ?? ''}
            onChange={(text) => change({ name: field.name, text })}
          />
        ))}
      </div>
    </Panel>
  )
}
