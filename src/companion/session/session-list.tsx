import { useState } from 'preact/hooks'
import { Button } from '../../look/button.tsx'
import { Notice } from '../../look/notice.tsx'
import type { Api } from '../api/client.ts'
import type { OwnSession } from '../api/contract.ts'
import { wordsOf } from '../api/fault.ts'
import { useLoad } from '../panels/use-load.ts'
import { Waiting } from '../panels/waiting.tsx'
import { sessionWords } from './session-words.ts'

interface Props {
  readonly api: Api
  /** They have all ended. */
  readonly onEnded: () => void
}

/** Where somebody is logged in, and the way out of all of it (ASVS 7.5.2). */
export function SessionList({ api, onEnded }: Props) {
  const found = useLoad(() => api.sessions(), [api])
  const [why, setWhy] = useState<string>()
  const [isAsking, setAsking] = useState(false)
  function end() {
    setAsking(true)
    // The page stays until the service has ended them: a way out that failed must be seen to have.
    api.logOutEverywhere().then(onEnded, (error: unknown) => {
      setAsking(false)
      setWhy(wordsOf(error))
    })
  }
  return (
    <section class="page" aria-label="Your sessions">
      <div class="panel">
        <h2>Where you are logged in</h2>
        {found.state === 'loading' && <Waiting what="your sessions" size="panel" />}
        {found.state === 'failed' && (
          <Notice tone="warning" title={found.why} onRetry={found.retry} />
        )}
        {found.state === 'ready' && <Sessions sessions={found.value} />}
        <div role="alert">
          {why !== undefined && <Notice tone="warning" title={`You are still logged in. ${why}`} />}
        </div>
        <Button onPress={end} disabled={isAsking ? 'The service is being told.' : undefined}>
          Log out everywhere
        </Button>
      </div>
    </section>
  )
}

function Sessions({ sessions }: { readonly sessions: readonly OwnSession[] }) {
  return (
    <ul>
      {sessions.map((each) => (
        <li key={each.beganAt}>{sessionWords(each)}</li>
      ))}
    </ul>
  )
}
