import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from '@jest/globals'
import { ownThread, threadTime } from './thread-time.ts'

const MODULE = JSON.stringify(new URL('./thread-time.ts', import.meta.url).href)
const loops = `
  import(${MODULE}).then(({ ownThread }) => {
    const { parentPort } = require('node:worker_threads')
    parentPort.postMessage(ownThread())
    parentPort.once('message', () => { for (;;); })
  })`
const onLinux = process.platform === 'linux' ? test : test.failing

onLinux(
  'a thread that waits sleeps; one that loops runs and uses time until it is ended',
  async () => {
    const worker = new Worker(loops, { eval: true })
    const [thread] = (await once(worker, 'message')) as [number]
    const until = async (holds: () => boolean) => {
      while (!holds()) await new Promise(setImmediate)
    }
    await until(() => threadTime(thread)?.isRunnable === false)
    const before = threadTime(thread)?.cpuMs ?? Number.NaN
    worker.postMessage('loop')
    await until(() => (threadTime(thread)?.cpuMs ?? Number.NaN) >= before + 50)
    expect(threadTime(thread)?.isRunnable).toBe(true)
    await worker.terminate()
    await until(() => threadTime(thread) === undefined)
    expect(thread).not.toBe(ownThread())
  },
)
