import { once } from 'node:events'
import { getPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { expect, test } from '@jest/globals'

const WORK = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { readlinkSync } = require('node:fs')
  const { getPriority } = require('node:os')
  const own = () => getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)))
  import(workerData).then(({ giveWay }) => {
    const before = own()
    giveWay()
    parentPort.postMessage(own() - before)
  })
`

test('a worker gives way, and the thread that takes calls does not', async () => {
  const before = getPriority(process.pid)
  const workerData = new URL('./give-way.ts', import.meta.url).href
  const worker = new Worker(WORK, { eval: true, workerData })
  const [steps] = await once(worker, 'message')
  // A process that was made nice from outside has fewer steps left.
  expect(steps).toBe(process.platform === 'linux' ? Math.max(0, Math.min(5, 19 - before)) : 0)
  expect(getPriority(process.pid)).toBe(before)
  await worker.terminate()
})
