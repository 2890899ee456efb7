import { afterEach, beforeEach, expect, test } from '@jest/globals'
import request from 'supertest'
import { makeApp, type TestApp } from '../support/make-app.ts'
import { idOf, servicesWith, titleOf } from '../support/services-with.ts'
import { orderSign } from './rule-torture/calls.ts'

// Suspension as `suspension.test.ts` has it, with the real pool: rules fail in workers, and are kept from all of them.
const SERVICE = 'medication-safety'
const RULE = `${SERVICE}/${idOf('sick')}`
const FAULTS = ['throws', 'loops'] as const
const services = servicesWith(SERVICE, [
  {
    name: 'sick',
    onlyIfNamed: false,
    body: `
      if (context.encounterId === 'throws') throw new Error('Jane Doe')
      if (context.encounterId === 'loops') for (;;);
      if (context.encounterId === 'rejects') void Promise.reject(new Error('Jane Doe'))
      return [card('says', { text: 'I ran' })]`,
  },
])

let clock = 0
let app: TestApp
beforeEach(async () => {
  clock = 0
  app = await makeApp({
    registry: 'loaded',
    env: { CARDSTOCK_SERVICES: services },
    config: '{ workers: 2, openMode: { deadlineMs: 30000 } }',
    engine: { monotonic: () => clock },
  })
})
afterEach(() => app.close())

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** With all workers there, since a rule that ended one of late waits for that. */
async function call(encounter: string) {
  await until(() => app.evaluator.counts().ready === 3)
  const { status, body } = await request(app.app)
    .post(`/cds-services/${SERVICE}`)
    .set('content-type', 'application/json')
    .send(orderSign(encounter))
  const text = JSON.stringify(body)
  return {
    status,
    ran: text.includes('I ran'),
    suspended: text.includes(`${titleOf('sick')}: the check is suspended`),
    real: body.cards.length > 1,
  }
}

const SUSPENDED = { status: 200, ran: false, suspended: true, real: true }
const WELL = { status: 200, ran: true, suspended: false, real: true }

const ready = async () => (await request(app.app).get('/readyz')).body.suspended
const measured = async () =>
  /cardstock_rule_suspended\{([^}]*)\} 1/.exec((await request(app.app).get('/metrics')).text)?.[1]
const logged = (message: string) =>
  app.logs.filter(({ rule, msg }) => rule === idOf('sick') && `${msg}`.startsWith(message))

test.each(FAULTS)(
  'a rule that %s is suspended, waits longer, is tried and comes back',
  async (how) => {
    expect(await call('well')).toEqual(WELL)
    for (let count = 0; count < 3; count += 1) {
      expect(await call(how)).toMatchObject({ status: 200, suspended: false, real: true })
    }
    await until(() => logged('rule suspended').length === 1)
    expect(await call('well')).toEqual(SUSPENDED)
    expect(await ready()).toEqual([RULE])
    expect(await measured()).toBe(`service="${SERVICE}",rule="${idOf('sick')}"`)

    clock += 30_000
    await until(() => logged('suspended rule: one call may try it').length === 1)
    expect(await call(how)).toMatchObject({ status: 200, real: true })
    await until(() => logged('rule suspended').length === 2)
    expect(logged('rule suspended')).toMatchObject([{ forMs: 30_000 }, { forMs: 60_000 }])
    expect(await call('well')).toEqual(SUSPENDED)

    clock += 60_000
    await until(() => logged('suspended rule: one call may try it').length === 2)
    expect(await call('well')).toEqual(WELL)
    await until(() => logged('rule is back').length === 1)
    expect(await ready()).toBeUndefined()
    expect(await measured()).toBeUndefined()
    expect(await call('well')).toEqual(WELL)
    expect(JSON.stringify(app.logs)).not.toContain('Jane Doe')
  },
)

test('a rule on trial that answers well and leaves a rejection behind has failed it', async () => {
  const tried = 'suspended rule: one call may try it'
  for (let count = 0; count < 3; count += 1) expect(await call('rejects')).toEqual(WELL)
  await until(() => logged('rule suspended').length === 1)
  for (const forMs of [30_000, 60_000, 120_000]) {
    const before = logged('rule suspended').length
    expect(logged('rule suspended').at(-1)).toMatchObject({ forMs })
    expect(await call('well')).toEqual(SUSPENDED)
    const trials = logged(tried).length
    clock += forMs
    await until(() => logged(tried).length === trials + 1)
    expect(await call('rejects')).toEqual(WELL)
    await until(() => logged('rule suspended').length === before + 1)
  }
  expect(JSON.stringify(app.logs)).not.toContain('Jane Doe')
})
