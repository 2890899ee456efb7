import { useReducer, useRef } from 'preact/hooks'
import { Button } from '../../look/button.tsx'
import { Notice } from '../../look/notice.tsx'
import type { Api } from '../api/client.ts'
import type { Session, Suggestion } from '../api/contract.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { type Plan, planOf } from './plan.ts'
import { NOT_WRITTEN, type WriteEvent, type WriteState, writeReducer } from './state.ts'
import { write } from './write.ts'

interface Props {
  readonly suggestion: Suggestion
  readonly session: Session
  readonly api: Api
  readonly isPassedOver: boolean
  readonly onTaken: () => void
}

/** A suggestion as something to do: asked about first, written once, and told what became of it. */
export function SuggestionView({ suggestion, session, api, isPassedOver, onTaken }: Props) {
  const plan = planOf(suggestion, session)
  if ('whyNot' in plan)
    return (
      <div class="suggestion">
        <p>
          <strong>{suggestion.label}</strong>
        </p>
        <p class="quiet">{plan.whyNot}</p>
      </div>
    )
  return <Doable {...{ suggestion, plan, api, isPassedOver, onTaken }} />
}

type DoableProps = Omit<Props, 'session'> & { readonly plan: Extract<Plan, { writes: unknown }> }

function Doable({ suggestion, plan, api, isPassedOver, onTaken }: DoableProps) {
  const [state, dispatch] = useReducer(writeReducer, NOT_WRITTEN)
  // Two clicks may come before the page is drawn again.
  const isWriting = useRef(false)

  async function confirm() {
    if (isWriting.current) return
    isWriting.current = true
    dispatch({ type: 'confirm' })
    await write(
      api,
      plan.writes.map(({ resource }) => resource),
      state.written.length,
      (event: WriteEvent) => {
        dispatch(event)
        if (event.type === 'finished') onTaken()
      },
    )
    isWriting.current = false
  }

  return (
    <div class="suggestion">
      <Button
        {...(suggestion.isRecommended === true ? { kind: 'primary' as const } : {})}
        onPress={() => dispatch({ type: 'ask' })}
        disabled={whyDisabled(state, isPassedOver)}
      >
        {suggestion.label}
      </Button>
      <div role="status">
        <Result state={state} writes={plan.writes} />
      </div>
      {(state.phase === 'confirming' || state.phase === 'writing') && (
        <ConfirmDialog
          title={suggestion.label}
          writes={plan.writes}
          isWriting={state.phase === 'writing'}
          doubt={state.doubt}
          onConfirm={() => void confirm()}
          onCancel={() => dispatch({ type: 'cancel' })}
        />
      )}
    </div>
  )
}

function whyDisabled({ phase }: WriteState, isPassedOver: boolean): string | undefined {
  if (phase === 'done') return 'This is in the record now'
  if (phase === 'writing') return 'This is being written'
  return isPassedOver ? 'Another suggestion of this card was taken' : undefined
}

interface ResultProps {
  readonly state: WriteState
  readonly writes: DoableProps['plan']['writes']
}

function Result({ state: { phase, written, why, doubt }, writes }: ResultProps) {
  if (phase === 'done')
    return (
      <Notice tone="good" title="Written to the record.">
        <p>{written.join(', ')}</p>
      </Notice>
    )
  if (phase !== 'failed' && phase !== 'unknown') return null
  const inRecord = written.length > 0 && <>In the record: {written.join(', ')}.</>
  if (phase === 'unknown')
    return (
      <Notice tone="critical" title="Not known whether it was written. Look into the record first.">
        <p>{doubt}</p>
        {why !== undefined && <p>Tried again: {why}</p>}
        {writes.length > 1 && (
          <p>
            {inRecord} {fatesOf(writes.slice(written.length))}
          </p>
        )}
      </Notice>
    )
  return (
    <Notice
      tone="critical"
      title={written.length === 0 ? 'Nothing was written.' : 'Only part of it was written.'}
    >
      <p>{why}</p>
      {inRecord && <p>{inRecord} A new try writes the rest.</p>}
    </Notice>
  )
}

/** One is written after the other: what comes after the one that is in doubt was not sent. */
function fatesOf([doubtful, ...unsent]: ResultProps['writes']): string {
  const names = unsent.map(({ description }) => description).join(', ')
  return `Not known: ${doubtful?.description}.${names === '' ? '' : ` Not sent: ${names}.`}`
}
