import { ask } from './ask.ts'
import { ordersSigned } from './hooks.ts'
import { cardsOf, isChecked } from './rounds.ts'
import { openPatient, type State } from './state.ts'
import type { Store } from './store.ts'
import { resume } from './work.ts'
import { pendingSign } from './writing.ts'

/** Whether nothing speaks against signing: every service checked, and none has a card. */
function isClear({ rounds: { orders } }: State): boolean {
  return orders?.occasion.hook === 'order-sign' && isChecked(orders) && cardsOf(orders).length === 0
}

/** Calls `order-sign`; signs at once where nothing speaks against it, and else leaves it to the user. */
export async function sign(store: Store): Promise<void> {
  const patient = openPatient(store.get())
  const { drafts } = store.get()
  if (patient === undefined || drafts.length === 0) return
  store.dispatch({ on: 'phase', phase: 'review' })
  store.dispatch({
    on: 'task',
    id: crypto.randomUUID(),
    text: 'Sign orders',
    job: { does: 'sign', patient: patient.id },
    state: 'waiting',
  })
  await ask(store, ordersSigned(patient, drafts))
  if (store.get().drafts === drafts && isClear(store.get())) signNow(store)
}

/** Signs whatever the cards say: the user has seen them. */
export function signNow(store: Store): void {
  const task = pendingSign(store.get())
  if (task !== undefined) resume(store, task)
}
