import { ask } from './ask.ts'
import { ordersSelected } from './hooks.ts'
import { openPatient, type State } from './state.ts'
import type { Store } from './store.ts'
import type { Task } from './tasks.ts'

/** The signing that waits for its check or for what the user makes of the cards, or that failed. */
export function pendingSign({ tasks }: State): Task | undefined {
  const last = tasks.find(({ job }) => job.does === 'sign')
  return last?.state === 'waiting' || last?.state === 'failed' ? last : undefined
}

/** Leaves the orders unsigned, as drafts: the services are asked about those that there are. */
export function keepDrafts(store: Store): void {
  const patient = openPatient(store.get())
  const { drafts } = store.get()
  backToWriting(store)
  if (patient !== undefined) ask(store, ordersSelected(patient, drafts))
}

export function backToWriting(store: Store): void {
  const task = pendingSign(store.get())
  if (task !== undefined) store.dispatch({ on: 'task-is', id: task.id, change: { state: 'left' } })
  store.dispatch({ on: 'phase', phase: 'writing' })
}
