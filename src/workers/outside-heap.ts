import type { Worker } from 'node:worker_threads'

/**
 * What a worker has in use outside its heap, bytes: buffers, and texts that V8 keeps outside. Told even
 * while a rule loops, but not before a step of Node's own, such as filling a buffer, is over.
 *
 * @returns 0 where the worker is no more
 */
export async function outsideHeap(worker: Worker | undefined): Promise<number> {
  try {
    return (await worker?.getHeapStatistics())?.external_memory ?? 0
  } catch {
    return 0
  }
}
