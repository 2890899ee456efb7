import { Button } from '../../look/button.tsx'
import { closeChart } from './acts.ts'
import { CardsPanel } from './cards-panel.tsx'
import { GivenPanel } from './given-panel.tsx'
import { OrdersPanel } from './orders-panel.tsx'
import { whoIs } from './patients-view.tsx'
import { tellOf } from './rounds.ts'
import type { State } from './state.ts'
import type { Store } from './store.ts'
import { TasksPanel } from './tasks-panel.tsx'
import { VisitPanel } from './visit-panel.tsx'
import type { Patient } from './wire.ts'

export interface ChartProps {
  readonly store: Store
  readonly state: State
  readonly patient: Patient
}

/** A chart: work on the one side, cards on the other. */
export function ChartView(props: ChartProps) {
  const { store, state, patient } = props
  const round = state.rounds[state.showing]
  const told = round === undefined ? '' : tellOf(round)
  return (
    <>
      <div class="row">
        <Button kind="plain" class="back" onPress={() => closeChart(store)}>
          <span aria-hidden="true">‹</span> All patients
        </Button>
      </div>
      <section class="banner" aria-labelledby="patient">
        <h1 id="patient" tabIndex={-1}>
          {patient.name}
        </h1>
        <p class="quiet">{whoIs(patient)}</p>
        <p class="banner-story">{patient.story}</p>
      </section>
      <div class="bar">
        <p role="status">
          <span key={told}>{told}</span>
        </p>
        <a class="button" href="#cards">
          Cards <span aria-hidden="true">↓</span>
        </a>
      </div>
      <div class="columns">
        <div class="stack">
          <OrdersPanel {...props} />
          <VisitPanel {...props} />
          <GivenPanel store={store} given={state.given} />
          {state.tasks.length > 0 && <TasksPanel store={store} tasks={state.tasks} />}
        </div>
        <CardsPanel {...props} />
      </div>
    </>
  )
}
