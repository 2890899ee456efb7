import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import type { Piscina } from 'piscina'
import type { Settle } from '../fhir/breaker.ts'
import type { Call } from './call.ts'
import type { FromWorker, Init, ToWorker } from './messages.ts'
import { type Slots, slotsFor } from './slots.ts'
import { UNSEEN, type Watch } from './watchdog.ts'

/** One worker of the pool, as the process sees it. */
export interface Member {
  /** From 1; never used again for another. */
  readonly number: number
  readonly slots: Slots
  /** What it works on, oldest first. */
  readonly calls: Map<number, Call>
  /** Of the texts of these calls: each is there a second time in the worker's memory. */
  chars: number
  /** Clients it knows. */
  readonly clients: Set<number>
  /** What it has asked FHIR servers on trial. */
  readonly settles: Map<number, Settle>
  state: 'starting' | 'ready' | 'gone'
  watch: Watch
  /** Linux's number of its thread, once it is ready. */
  thread: number | undefined
  /** Node's own, once it is ready. */
  worker: Worker | undefined
  /** Why it is being ended, by us. */
  fault: 'hung' | 'memory' | undefined
  tell(message: ToWorker): void
  /** Ends it at once, whatever it does; `gone` is called. */
  end(): void
}

export function give(member: Member, call: Call): void {
  member.calls.set(call.id, call)
  member.chars += call.text.length
}

/** @returns whether it was his. */
export function take(member: Member, call: Call): boolean {
  if (!member.calls.delete(call.id)) return false
  member.chars -= call.text.length
  return true
}

interface MemberEvents {
  message(member: Member, message: FromWorker): void
  /** It is no more. Its slots still say what it was at. */
  gone(member: Member, why: unknown): void
}

/**
 * Has piscina keep a worker busy with one task without end; the calls go to and fro through a port of our
 * own, because a task of piscina's for each call would cost 50 µs more.
 */
export function startMember(
  pool: Piscina,
  init: Omit<Init, 'port' | 'slots'>,
  events: MemberEvents,
): Member {
  const { port1, port2 } = new MessageChannel()
  const abort = new AbortController()
  const slots = slotsFor(init.names.length)
  const member: Member = {
    number: init.number,
    slots,
    calls: new Map(),
    chars: 0,
    clients: new Set(),
    settles: new Map(),
    state: 'starting',
    watch: UNSEEN,
    thread: undefined,
    worker: undefined,
    fault: undefined,
    tell: (message) => port1.postMessage(message),
    end: () => abort.abort(),
  }
  port1.on('message', (message: FromWorker) => {
    if (member.state !== 'gone') events.message(member, message)
  })
  port1.unref()
  const task: Init & { readonly port: MessagePort } = { ...init, port: port2, slots }
  const gone = (why: unknown): void => {
    port1.close()
    events.gone(member, why)
  }
  pool.run(task, { transferList: [port2], signal: abort.signal }).then(gone, gone)
  return member
}
