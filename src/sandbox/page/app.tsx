import { useEffect, useMemo } from 'preact/hooks'
import { Notice } from '../../look/notice.tsx'
import { start } from './acts.ts'
import { ChartView } from './chart-view.tsx'
import { FailureText } from './failure-text.tsx'
import { Header } from './header.tsx'
import { PatientsView } from './patients-view.tsx'
import { openPatient } from './state.ts'
import { createStore, useStore } from './store.ts'

/** The sandbox: a small EHR in a page. */
export function App() {
  const store = useMemo(() => createStore(), [])
  const state = useStore(store)
  const patient = openPatient(state)
  useEffect(() => {
    start(store)
  }, [store])
  useEffect(() => {
    if (state.focus !== undefined) document.getElementById(state.focus.id)?.focus()
  }, [state.focus])
  useEffect(() => {
    document.title =
      patient === undefined ? 'Cardstock sandbox' : `${patient.name} · Cardstock sandbox`
  }, [patient])
  return (
    <>
      <Header store={store} />
      <main class="page stack">
        {state.start.state === 'loading' && <p>Loading patients …</p>}
        {state.start.state === 'failed' && (
          <div role="alert">
            <Notice
              tone="critical"
              title="Patients and services could not be loaded"
              onRetry={() => start(store)}
            >
              <FailureText failure={state.start.failure} />
            </Notice>
          </div>
        )}
        {state.start.state === 'ready' &&
          (patient === undefined ? (
            <PatientsView store={store} patients={state.start.patients} />
          ) : (
            <ChartView {...{ store, state, patient }} />
          ))}
      </main>
    </>
  )
}
