import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const MIB = 1024 * 1024

/** Resident memory of a process in MiB, as Linux tells it. */
export const residentMib = (pid: number): number => status(pid, 'VmRSS')

/** The most that was resident since the mark was set. */
export const peakMib = (pid: number): number => status(pid, 'VmHWM')

/** Sets the mark of the most to what is resident now. */
export function markPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function status(pid: number, name: string): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]
  if (kib === undefined) throw new Error(`This needs Linux: /proc tells no ${name}`)
  return (Number(kib) * 1024) / MIB
}

/** Open descriptors of a process. */
export function descriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

/**
 * The fewest descriptors seen within two seconds, when nobody calls any more: connections whose end
 * the process has not heard of yet are no leak.
 */
export async function descriptorsAtRest(pid: number): Promise<number> {
  let fewest = descriptors(pid)
  for (let look = 0; look < 20; look += 1) {
    await pause(100)
    fewest = Math.min(fewest, descriptors(pid))
  }
  return fewest
}
