import { readdirSync, readFileSync } from 'node:fs'

const MIB = 1024 * 1024

/** Resident memory of a process in MiB, as Linux tells it. @throws where there is no /proc. */
export function residentMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  if (kib === undefined) throw new Error('This needs Linux: /proc tells no resident memory')
  return (Number(kib) * 1024) / MIB
}

/** Open descriptors of a process. */
export function descriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

/** Calls `sample` every `everyMs` until the returned function is called. */
export function sampling(everyMs: number, sample: () => void): () => void {
  const timer = setInterval(sample, everyMs)
  return () => clearInterval(timer)
}
