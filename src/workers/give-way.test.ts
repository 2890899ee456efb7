import { once } from 'node:events'
import { getPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { expect, test } from '@jest/globals'

const WORK = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { readlinkSync } = require('node:fs')
  const { getPriority } = require('node:os')
  import(workerData).then(({ giveWay }) => {
    giveWay()
    parentPort.postMessage(getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))))
  })
`

test('a worker gives way, and the thread that takes calls does not', async () => {
  const before = getPriority(process.pid)
  const workerData = new URL('./give-way.ts', import.meta.url).href
  const worker = new Worker(WORK, { eval: true, workerData })
  const [niceness] = await once(worker, 'message')
  expect(niceness).toBe(5)
  expect(getPriority(process.pid)).toBe(before)
  await worker.terminate()
})
