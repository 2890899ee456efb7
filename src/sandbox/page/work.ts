import { safeHref } from '../../look/markdown-tree.ts'
import * as api from './api.ts'
import { Failure, failureOf } from './failure.ts'
import { currentEncounter } from './hooks.ts'
import { ended, signed, type Write } from './orders.ts'
import { openPatient } from './state.ts'
import type { Store } from './store.ts'
import type { Job, Task } from './tasks.ts'
import type { Link } from './wire.ts'
import { backToWriting, keepDrafts } from './writing.ts'

/**
 * Begins a task, and tells how it ends.
 *
 * @returns its id
 */
export function begin(store: Store, text: string, job: Job): string {
  const id = crypto.randomUUID()
  store.dispatch({ on: 'task', id, text, job, state: 'running' })
  run(store, id, job)
  return id
}

/** Goes on with a task that waited, or tries one that failed once more. */
export function resume(store: Store, { id, job }: Task): void {
  store.dispatch({ on: 'task-is', id, change: { state: 'running' } })
  run(store, id, job)
}

async function run(store: Store, id: string, job: Job): Promise<void> {
  try {
    const change = await done(store, id, job)
    store.dispatch({ on: 'task-is', id, change: { state: 'done', ...change } })
  } catch (thrown) {
    store.dispatch({ on: 'task-is', id, change: { state: 'failed', failure: failureOf(thrown) } })
  }
}

async function done(store: Store, id: string, job: Job): Promise<Partial<Task> | undefined> {
  switch (job.does) {
    case 'feedback':
      await api.feedback(job.service, job.entry)
      return
    case 'write':
      return writeAll(job.patient, job.writes)
    case 'sign':
      return signAll(store, id, job.patient)
    case 'launch':
      return openApp(store, job.link)
  }
}

async function writeAll(patient: string, writes: readonly Write[]): Promise<undefined> {
  const token = (await api.access(patient, true)).fhirAuthorization.access_token
  for (const write of writes) {
    if (write.how === 'end')
      await api.write(ended(await api.readResource(write.reference, token)), token)
    else await api.write(write.resource, token)
  }
}

/**
 * Signs the drafts one by one: what is written stays written where a later one fails. The drafts are
 * those of the moment it began: what was added or changed since stays a draft, and the services are
 * asked about it. A chart that was closed meanwhile is left alone with the rest.
 */
async function signAll(store: Store, task: string, patient: string): Promise<undefined> {
  const { drafts } = store.get()
  // A chart takes its tasks along when it is closed, also where it is opened again.
  const isOpen = () => store.get().tasks.some(({ id }) => id === task)
  const token = (await api.access(patient, true)).fhirAuthorization.access_token
  for (const draft of drafts) {
    if (!isOpen()) return
    if (!store.get().drafts.includes(draft)) continue // Taken back meanwhile.
    await api.write(signed(draft, new Date().toISOString()), token)
    if (!isOpen()) return
    // Changed while it was written, it is not what was signed.
    if (store.get().drafts.includes(draft)) store.dispatch({ on: 'signed', id: draft.id })
  }
  if (!isOpen()) return
  if (store.get().drafts.length > 0) {
    keepDrafts(store)
    return
  }
  backToWriting(store)
  store.dispatch({ on: 'dropped', moment: 'orders' })
}

/**
 * Opens a SMART app in a tab of its own. The tab is opened at once, while the user's click still
 * allows it, and led on when the launch is prepared.
 */
async function openApp(store: Store, link: Link): Promise<Partial<Task> | undefined> {
  const patient = openPatient(store.get())
  const address = safeHref(link.url)
  if (patient === undefined || address === undefined)
    throw new Failure('Not an address to open', {})
  const tab = window.open('', '_blank')
  try {
    const prepared = await api.launch(patient.id, currentEncounter(patient), link.appContext)
    const url = new URL(address)
    url.searchParams.set('iss', prepared.iss)
    url.searchParams.set('launch', prepared.launch)
    if (tab === null) return { href: url.href }
    tab.opener = null
    tab.location.href = url.href
    return
  } catch (thrown) {
    tab?.close()
    throw thrown
  }
}
