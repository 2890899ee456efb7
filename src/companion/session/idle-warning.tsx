import { Button } from '../../look/button.tsx'
import type { IdleState } from './idle.ts'

interface Props {
  readonly state: IdleState
  readonly onStay: () => void
  readonly onLogOut: () => void
}

/** A minute before the end; in front of the page, and in the way of nothing. */
export function IdleWarning({ state, onStay, onLogOut }: Props) {
  const isWarning = state.phase === 'warning'
  return (
    <div role="alert">
      {isWarning && (
        <div class="idle">
          {/* The seconds are not for screen readers: they would be read out one by one. */}
          <p>
            <strong>
              {state.by === 'idle'
                ? 'Your session ends in a minute, because nothing is being done.'
                : 'Your session ends in a minute: it has reached its longest time.'}
            </strong>{' '}
            <span aria-hidden="true">{state.secondsLeft} s left.</span>
          </p>
          <div class="row">
            {state.by === 'idle' && (
              <Button kind="primary" onPress={onStay}>
                Stay
              </Button>
            )}
            <Button onPress={onLogOut}>Log out</Button>
          </div>
        </div>
      )}
    </div>
  )
}
