import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import type { LoadedServices } from '../../src/sandbox/sandbox.ts'
import { inSandbox } from '../support/in-sandbox.ts'
import { axeViolations, outOfPlace } from '../support/page-checks.ts'
import { servicesWith } from '../support/services-with.ts'

const services = servicesWith('cardiometabolic-risk', [])
const rule = join(services, 'cardiometabolic-risk/rules/diabetes-screening/rule.ts')
const at = inSandbox({ env: { CARDSTOCK_SERVICES: services } })
afterAll(() => rmSync(join(services, '..'), { recursive: true }))

let discoveries = 0
beforeEach(async () => {
  discoveries = 0
  at.page.on('request', (request) => {
    if (request.url().endsWith('/cds-services')) discoveries += 1
  })
  await at.ehr.open()
})

async function told(): Promise<LoadedServices> {
  return (await (await fetch(`${at.url}/sandbox/api/services`)).json()) as LoadedServices
}

/** Whether hook calls are taken: on a busy machine loading holds up the service, which then refuses for a moment. */
async function isReady(): Promise<boolean> {
  return (await fetch(`${at.url}/readyz`)).ok
}

/** Saves the rule with its text changed, all at once; done when the service has taken or refused it. */
async function edit(from: RegExp, to: string, becomes: 'loaded' | 'refused'): Promise<void> {
  const before = await told()
  const beside = join(services, '..', 'rule.ts')
  writeFileSync(beside, readFileSync(rule, 'utf8').replace(from, to))
  renameSync(beside, rule)
  for (;;) {
    const { loaded, problems } = await told()
    const isDone = becomes === 'loaded' ? loaded !== before.loaded : problems.length > 0
    if (isDone && (await isReady())) return
    await pause(20)
  }
}

test('where changes are not noticed, that is told', async () => {
  await at.page.route('**/sandbox/api/services', async (route) => {
    const response = await route.fetch()
    return route.fulfill({ response, json: { ...(await response.json()), watched: false } })
  })
  await at.ehr.chart('Ada Lindqvist')
  const alert = await at.page.getByRole('alert').innerText()
  expect(alert).toMatch(/Changes of services are not noticed[\s\S]*as they were loaded last/)
  expect(alert).not.toContain('could not be loaded')
  expect(await axeViolations(at.page)).toEqual([])
})

test('a rule that was saved speaks at the next call; one that cannot be loaded is told', async () => {
  await at.ehr.chart('Ada Lindqvist')
  await at.ehr.press('Ask again')
  expect(discoveries).toBe(1)

  await edit(/is in the diabetes range/g, 'has an edited range', 'loaded')
  await at.ehr.press('Ask again')
  expect((await at.ehr.cards())[0]).toBe(
    'Warning: HbA1c 6.7 % has an edited range; no diagnosis on file',
  )
  expect(discoveries).toBe(2)
  expect(await at.page.getByRole('alert').count()).toBe(0)

  await edit(/export default/, 'export default broken(', 'refused')
  await at.ehr.press('Ask again')
  const alert = await at.page.getByRole('alert').innerText()
  expect(alert).toMatch(/Changed services could not be loaded[\s\S]*diabetes-screening\/rule\.ts/)
  expect((await at.ehr.cards())[0]).toContain('has an edited range')
  expect(await axeViolations(at.page)).toEqual([])
  expect(await outOfPlace(at.page)).toEqual([])

  await edit(/export default broken\(/, 'export default', 'loaded')
  await at.ehr.press('Ask again')
  expect(await at.page.getByRole('alert').count()).toBe(0)
})
