import { expect, test } from '@jest/globals'
import type { Call } from './call.ts'
import { clientNumbers } from './client-numbers.ts'
import { waitingLine } from './line.ts'
import type { Member } from './member.ts'
import type { ToWorker } from './messages.ts'
import { slotsFor } from './slots.ts'
import { UNSEEN } from './watchdog.ts'

const client = { id: 'ehr', tenant: 'ehr' } as Call['client']

function callOf(id: number): Call {
  const service = { service: { id: 'a' } } as Call['service']
  const { resolve, reject } = Promise.withResolvers()
  return {
    ...{ id, text: 'x'.repeat(10), service, client, startedAt: 0, now: 0, barred: new Map() },
    ...{ losses: 0, innocentLosses: 0, only: undefined, begun: undefined, made: new Map() },
    ...{ resolve, reject },
  }
}

function memberOf(told: ToWorker[]): Member {
  const maps = { calls: new Map(), clients: new Set<number>(), settles: new Map() }
  return {
    ...{ number: 1, slots: slotsFor(1), ...maps, chars: 0, state: 'ready', watch: UNSEEN },
    thread: undefined,
    worker: undefined,
    fault: undefined,
    tell: (message) => told.push(message),
    end() {},
  }
}

/** A line before one worker that has room for `room` calls. */
function lineOf(room: number) {
  const told: ToWorker[] = []
  const member = memberOf(told)
  const live = new Map<number, Call>()
  const space = { room }
  const gates = new Int32Array(new SharedArrayBuffer(4))
  const line = waitingLine(
    { freest: () => (member.calls.size < space.room ? member : undefined) },
    clientNumbers(),
    live,
    () => gates,
  )
  const numbers = () => told.flatMap((each) => (each[0] === 'call' ? [each[1]] : []))
  const join = (...ids: readonly number[]): void => {
    for (const id of ids) {
      const call = callOf(id)
      live.set(id, call)
      line.join(call)
    }
  }
  return { line, live, member, space, numbers, told, join }
}

test('calls are handed out as there is room, the oldest first', () => {
  const { line, member, space, numbers, join } = lineOf(1)
  join(1, 2, 3)
  expect(numbers()).toEqual([1])
  space.room = 2
  line.handOut()
  expect(numbers()).toEqual([1, 2])
  space.room = 9
  join(4)
  expect(numbers()).toEqual([1, 2, 3, 4])
  expect(member.chars).toBe(40)
})

test('a call that is run again goes before those who wait', () => {
  const { line, live, space, numbers, join } = lineOf(0)
  join(2, 3)
  const again = callOf(1)
  live.set(1, again)
  line.comeFirst(again)
  space.room = 9
  line.handOut()
  expect(numbers()).toEqual([1, 2, 3])
})

test('a call that has been answered meanwhile is not handed out, and holds up nobody', () => {
  const { line, live, space, numbers, join } = lineOf(0)
  join(1, 2)
  live.delete(1)
  space.room = 1
  line.handOut()
  expect(numbers()).toEqual([2])
})

test('a worker is told of a client once, before its first call', () => {
  const { told, join } = lineOf(9)
  join(1, 2)
  expect(told.map(([kind]) => kind)).toEqual(['client', 'call', 'call'])
})
