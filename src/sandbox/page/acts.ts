import type { Override } from '../../look/override-form.tsx'
import * as api from './api.ts'
import { ask } from './ask.ts'
import { failureOf } from './failure.ts'
import * as hooks from './hooks.ts'
import { applied, type Draft, draftOf } from './orders.ts'
import type { PlacedCard } from './rounds.ts'
import { openPatient } from './state.ts'
import type { Store } from './store.ts'
import type { Resource, Suggestion } from './wire.ts'
import { begin } from './work.ts'
import { backToWriting } from './writing.ts'

/**
 * Loads patients and services; again after a failure and after a change of patients.
 *
 * @returns whether the page is ready; where it is not, it says why
 */
export async function start(store: Store): Promise<boolean> {
  try {
    const [patients, listing] = await Promise.all([api.patients(), api.listing()])
    store.dispatch({ on: 'started', start: { state: 'ready', patients, listing } })
    return true
  } catch (thrown) {
    store.dispatch({ on: 'started', start: { state: 'failed', failure: failureOf(thrown) } })
    return false
  }
}

export function openChart(store: Store, patient: string): void {
  store.dispatch({ on: 'opened', patient })
  store.dispatch({ on: 'focus', id: 'patient' })
  askAgain(store)
}

export function closeChart(store: Store): void {
  store.dispatch({ on: 'opened', patient: undefined })
  store.dispatch({ on: 'focus', id: 'title' })
}

/** Asks the services of the open chart once more. */
export function askAgain(store: Store): void {
  const patient = openPatient(store.get())
  if (patient !== undefined) ask(store, hooks.chartOpened(patient))
}

export function addOrder(store: Store, offer: Resource, dose?: string): void {
  const { patient, drafts } = store.get()
  if (patient === undefined) return
  const draft = draftOf(offer, patient, crypto.randomUUID(), dose)
  changeDrafts(store, [...drafts, draft])
}

export function removeOrder(store: Store, id: string): void {
  changeDrafts(
    store,
    store.get().drafts.filter((draft) => draft.id !== id),
  )
  store.dispatch({ on: 'focus', id: 'orders' })
}

/** Other drafts than before: the services of this step are asked about them. */
function changeDrafts(store: Store, drafts: readonly Draft[]): void {
  store.dispatch({ on: 'drafts', drafts })
  const patient = openPatient(store.get())
  if (patient === undefined) return
  if (drafts.length === 0) {
    backToWriting(store)
    store.dispatch({ on: 'dropped', moment: 'orders' })
    return
  }
  const { ordersSelected, ordersSigned } = hooks
  const occasion = store.get().phase === 'review' ? ordersSigned : ordersSelected
  ask(store, occasion(patient, drafts))
}

/** Takes a suggestion: its actions change drafts or the record, and the service is told. */
export function take(store: Store, { card, service }: PlacedCard, suggestion: Suggestion): void {
  const { patient, drafts } = store.get()
  if (patient === undefined) return
  const actions = suggestion.actions ?? []
  const change = applied(drafts, actions, () => crypto.randomUUID())
  const task =
    change.writes.length === 0
      ? undefined
      : begin(store, `Write: ${suggestion.label}`, {
          does: 'write',
          patient,
          writes: change.writes,
        })
  store.dispatch({ on: 'taken', card: card.uuid, taken: { suggestion: suggestion.uuid, task } })
  begin(store, `Feedback “accepted”: ${suggestion.label}`, {
    does: 'feedback',
    service,
    entry: {
      card: card.uuid,
      outcome: 'accepted',
      acceptedSuggestions: [{ id: suggestion.uuid }],
      outcomeTimestamp: new Date().toISOString(),
    },
  })
  if (change.drafts !== drafts) changeDrafts(store, change.drafts)
  store.dispatch({ on: 'focus', id: 'cards' })
}

/** Dismisses a card, and tells the service why. */
export function dismiss(store: Store, { card, service }: PlacedCard, override: Override): void {
  const why = [override.reason?.display ?? override.reason?.code, override.userComment]
    .filter((part) => part !== undefined)
    .join(': ')
  store.dispatch({ on: 'dismissed', card: card.uuid, why: why || 'without a reason' })
  begin(store, `Feedback “overridden”: ${card.summary}`, {
    does: 'feedback',
    service,
    entry: {
      card: card.uuid,
      outcome: 'overridden',
      ...(why === '' ? {} : { overrideReason: override }),
      outcomeTimestamp: new Date().toISOString(),
    },
  })
  store.dispatch({ on: 'focus', id: `card-${card.uuid}` })
}
