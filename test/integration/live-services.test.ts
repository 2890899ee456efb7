import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { LoadedServices } from '../../src/sandbox/sandbox.ts'
import { type Serving, serve, stop } from '../support/serve.ts'
import { servicesWith } from '../support/services-with.ts'

const services = servicesWith('cardiometabolic-risk', [])
const rule = join(services, 'cardiometabolic-risk/rules/diabetes-screening/rule.ts')
const body = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')
let running: Serving
let log = ''
beforeAll(async () => {
  running = await serve('workers: 1', { env: { CARDSTOCK_SERVICES: services } })
  running.child.stdout?.on('data', (chunk) => {
    log += chunk
  })
})
afterAll(async () => {
  expect(await stop(running)).toBe(0)
  rmSync(join(services, '..'), { recursive: true })
})

/** One answer. A machine that stood still for a second is told as overload, which is not what this is about. */
async function answer(): Promise<{ status: number; text: string }> {
  const response = await fetch(`${running.url}/cds-services/cardiometabolic-risk`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  const text = await response.text()
  return text.includes('CDS_OVERLOADED') ? await answer() : { status: response.status, text }
}

/** Calls until it is so; every call on the way must be answered. */
async function until(isSo: (text: string) => boolean): Promise<void> {
  for (;;) {
    const { status, text } = await answer()
    expect(status).toBe(200)
    if (isSo(text)) return
  }
}

const edit = (from: RegExp, to: string) =>
  writeFileSync(rule, readFileSync(rule, 'utf8').replace(from, to))

test('an edited rule holds without a new start; a broken one is refused and told; no call is lost', async () => {
  expect((await answer()).text).toContain('is in the diabetes range')

  edit(/is in the diabetes range/g, 'has a first edited range')
  await until((text) => text.includes('has a first edited range'))

  edit(/export default/, 'export default broken(')
  while (!log.includes('changed services cannot be loaded')) await answer()
  expect(log).toContain('diabetes-screening/rule.ts')
  expect((await answer()).text).toContain('has a first edited range')

  edit(/export default broken\(/, 'export default')
  edit(/has a first edited range/g, 'has a second edited range')
  await until((text) => text.includes('has a second edited range'))
})

test('a file that an editor puts in the place of the one before is noticed each time', async () => {
  const beside = join(services, '..', 'rule.ts')
  for (const words of ['a third edited range', 'a fourth edited range', 'a fifth edited range']) {
    writeFileSync(beside, readFileSync(rule, 'utf8').replace(/a \w+ edited range/g, words))
    renameSync(beside, rule)
    await until((text) => text.includes(words))
  }
})

test('a rule that is taken away speaks no more', async () => {
  rmSync(join(rule, '..'), { recursive: true })
  await until((text) => !text.includes('edited range'))
  const discovery = await (await fetch(`${running.url}/cds-services`)).text()
  expect(discovery).toContain('cardiometabolic-risk')
})

const isWatched = async (url: string) =>
  ((await (await fetch(`${url}/sandbox/api/services`)).json()) as LoadedServices).watched

test('where changes cannot be noticed the service runs all the same, and the sandbox tells', async () => {
  expect(await isWatched(running.url)).toBe(true)
  rmSync(services, { recursive: true })
  while (await isWatched(running.url)) await pause(20)
  const discovery = await (await fetch(`${running.url}/cds-services`)).text()
  expect(discovery).toContain('cardiometabolic-risk')
})
