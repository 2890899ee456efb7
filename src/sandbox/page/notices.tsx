import { Button } from '../../look/button.tsx'
import { Notice } from '../../look/notice.tsx'
import { FailureText } from './failure-text.tsx'
import { failedCalls, type Round, titleOfService } from './rounds.ts'
import type { LoadedServices } from './wire.ts'

export interface UncheckedProps {
  readonly round: Round
  readonly onRetry: () => void
}

/** Every service that did not check, by name; or that none did, where it is not known which there are. */
export function Unchecked({ round, onRetry }: UncheckedProps) {
  if (round.listing === 'failed')
    return (
      <Notice tone="critical" title="No service was asked about this patient" onRetry={onRetry}>
        <FailureText failure={round.failure} />
        <p>Which services there are could not be looked up. No card does not mean no risk.</p>
      </Notice>
    )
  return failedCalls(round).map(({ service, failure }) => (
    <Notice
      key={service.id}
      tone="critical"
      title={`${titleOfService(service)} could not check this patient`}
    >
      <FailureText failure={failure} />
      <p>That there is no card from it does not mean that there is no risk.</p>
      <Button label={`Try again: ${titleOfService(service)}`} onPress={onRetry}>
        Try again
      </Button>
    </Notice>
  ))
}

/** Why what was saved is not what answers: it cannot be loaded, or changes are not noticed. */
export function Unloaded({ problems, watched }: Pick<LoadedServices, 'problems' | 'watched'>) {
  if (problems.length === 0 && watched) return null
  return (
    <div role="alert" class="stack">
      {problems.length > 0 && (
        <Notice tone="critical" title="Changed services could not be loaded">
          <p>Those that answer here are as they were before the change.</p>
          <ul>
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Notice>
      )}
      {!watched && (
        <Notice tone="warning" title="Changes of services are not noticed">
          <p>
            Those that answer here are as they were loaded last. After a change, start the service
            again.
          </p>
        </Notice>
      )}
    </div>
  )
}
