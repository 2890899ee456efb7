import { randomBytes } from 'node:crypto'

let calls = 0

/** Numbers the calls of this process, so that those of one millisecond stay in order. */
export function nextCall(): number {
  calls = (calls + 1) % 0xffffffff
  return calls
}

/** Sorts by time of receipt, then by call and place in it; random enough never to collide. */
export function feedbackId(receivedAt: string, call: number, index: number): string {
  const hex = (value: number, length: number) => value.toString(16).padStart(length, '0')
  return (
    hex(Date.parse(receivedAt), 12) + hex(call, 8) + hex(index, 6) + randomBytes(7).toString('hex')
  )
}
