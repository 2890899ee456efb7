import type { Gates } from '../engine/gates.ts'
import type { Call } from './call.ts'
import type { ClientNumbers } from './client-numbers.ts'
import type { Crew } from './crew.ts'
import { give, type Member } from './member.ts'

/** Calls that wait for a worker with room for them, the oldest first. */
export interface WaitingLine {
  join(call: Call): void
  /** For a call that is run again: it came before all who wait. */
  comeFirst(call: Call): void
  /** Hands out what waits, as far as there is room. */
  handOut(): void
}

/**
 * @param live the calls that still want an answer, by number
 * @param gatesOf those that hold for the large inputs of one client, by its id
 */
export function waitingLine(
  crew: Pick<Crew, 'freest'>,
  clients: ClientNumbers,
  live: ReadonlyMap<number, Call>,
  gatesOf: (client: string) => Gates,
): WaitingLine {
  const waiting: Call[] = []

  function handOver(call: Call, member: Member): void {
    const number = clients.of(call.client)
    if (!member.clients.has(number)) {
      member.clients.add(number)
      const policy = clients.policy(call.client)
      member.tell(['client', number, policy, gatesOf(policy.id)])
    }
    give(member, call)
    const { id, text, service, startedAt, now, barred, only } = call
    const bars = barred.size === 0 ? undefined : [...barred]
    member.tell(['call', id, text, service.service.id, number, startedAt, now, bars, only])
  }

  function handOut(): void {
    for (let [call] = waiting; call !== undefined; [call] = waiting) {
      if (live.has(call.id)) {
        const member = crew.freest()
        if (member === undefined) return
        handOver(call, member)
      }
      waiting.shift()
    }
  }

  return {
    join(call) {
      waiting.push(call)
      handOut()
    },
    comeFirst(call) {
      waiting.unshift(call)
      handOut()
    },
    handOut,
  }
}
