import { useEffect, useMemo, useReducer, useRef } from 'preact/hooks'
import { Notice } from '../look/notice.tsx'
import { createApi } from './api/client.ts'
import { ApiFault, wordsOf } from './api/fault.ts'
import { Waiting } from './panels/waiting.tsx'
import { Ended } from './session/ended.tsx'
import { NoSession } from './session/no-session.tsx'
import { OpenSession } from './session/open-session.tsx'
import { appReducer } from './session/state.ts'

/** The companion app: what the session is about, panel by panel. */
export function App() {
  const [state, dispatch] = useReducer(appReducer, { phase: 'loading' })
  const csrf = useRef<string | undefined>(undefined)
  const api = useMemo(
    () =>
      createApi({
        fetch: (url, init) => fetch(url, init),
        csrf: () => csrf.current,
        onEnded: () => dispatch({ type: 'unauthorized' }),
      }),
    [],
  )

  const { phase } = state
  useEffect(() => {
    if (phase === 'ended') csrf.current = undefined
    if (phase !== 'loading') return
    api.session().then(
      (session) => {
        csrf.current = session.csrf
        dispatch({ type: 'opened', session })
      },
      (error: unknown) => {
        const isEnded = error instanceof ApiFault && error.kind === 'ended'
        if (!isEnded) dispatch({ type: 'failed', why: wordsOf(error) })
      },
    )
  }, [phase])

  switch (state.phase) {
    case 'loading':
      return <Waiting what="the session" size="page" />
    case 'none':
      return <NoSession api={api} />
    case 'failed':
      return (
        <main class="page">
          <Notice tone="critical" title={state.why} onRetry={() => dispatch({ type: 'retry' })} />
        </main>
      )
    case 'open':
      return (
        <OpenSession
          api={api}
          session={state.session}
          onEnd={(ending) => dispatch({ type: 'ended', ending })}
        />
      )
    case 'ended':
      return <Ended ending={state.ending} />
  }
}
