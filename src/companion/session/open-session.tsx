import { useEffect, useRef, useState } from 'preact/hooks'
import type { Api } from '../api/client.ts'
import type { Session } from '../api/contract.ts'
import { ChartPage } from '../panels/chart-page.tsx'
import { Guarded } from '../panels/guarded.tsx'
import { PatientBanner } from '../panels/patient-banner.tsx'
import { applyStyle } from '../style/apply.ts'
import { IdleWarning } from './idle-warning.tsx'
import { useKeepAwake } from './keep-awake.ts'
import { SessionBar } from './session-bar.tsx'
import { SessionList } from './session-list.tsx'
import type { Ending } from './state.ts'

interface Props {
  readonly api: Api
  readonly session: Session
  readonly onEnd: (ending: Ending) => void
}

/** The page while a session is open. */
export function OpenSession({ api, session, onEnd }: Props) {
  const isEnding = useRef(false)

  /** The chart goes from the page at once, whatever the service takes to answer. */
  function end(asked: boolean) {
    if (isEnding.current) return
    isEnding.current = true
    const told = api.logOut()
    onEnd(asked ? 'leaving' : 'expired')
    told.then(
      () => onEnd('logged-out'),
      () => onEnd('logged-out-here'),
    )
  }
  const logOut = () => end(true)
  const [isListing, setListing] = useState(false)
  /** The service has ended it already. */
  function ended() {
    isEnding.current = true
    onEnd('logged-out')
  }

  const { state, stay } = useKeepAwake(session, api, () => end(false))
  useEffect(
    () => (session.smartStyle === undefined ? undefined : applyStyle(session.smartStyle)),
    [session],
  )
  return (
    <>
      <SessionBar
        onLogOut={logOut}
        isListing={isListing}
        onList={() => setListing((before) => !before)}
      />
      {isListing && (
        <Guarded title="Your sessions">
          <SessionList api={api} onEnded={ended} />
        </Guarded>
      )}
      {session.needPatientBanner && (
        <Guarded title="Patient">
          <PatientBanner api={api} now={new Date()} />
        </Guarded>
      )}
      <IdleWarning state={state} onStay={stay} onLogOut={logOut} />
      <main class="page stack">
        <ChartPage api={api} session={session} />
      </main>
    </>
  )
}
