import { afterEach, beforeEach, expect, test } from '@jest/globals'
import request from 'supertest'
import { defineRule, defineService } from '../../src/index.ts'
import { makeApp, registryOf, type TestApp } from '../support/make-app.ts'

const about = {
  version: '1.0.0',
  owner: 'Tests',
  reviewBy: '2099-01-01',
  source: { label: 'A test' },
  hooks: 'patient-view',
  prefetch: { patient: 'Patient/{{context.patientId}}' },
  cards: { said: { indicator: 'info', summary: '{{who}} ran' } },
} as const

let isBroken = true
let clock = 0
let app: TestApp
beforeEach(async () => {
  isBroken = true
  clock = 0
  const failing = defineRule({
    ...about,
    id: 'failing',
    checks: 'the thing that fails',
    evaluate(_data, { card }) {
      if (isBroken) throw new Error('Jane Doe')
      return [card('said', { who: 'One' })]
    },
  })
  const sound = defineRule({
    ...about,
    id: 'sound',
    checks: 'the sound thing',
    evaluate: (_data, { card }) => [card('said', { who: 'Another' })],
  })
  const service = defineService({
    id: 'made',
    title: 'Made',
    description: 'Made for a test',
    announceGaps: true,
  })
  app = await makeApp({
    registry: registryOf([{ service, rules: [failing, sound] }]),
    engine: { monotonic: () => clock },
  })
})
afterEach(() => app.close())

async function call() {
  const { status, body } = await request(app.app)
    .post('/cds-services/made')
    .send({
      hook: 'patient-view',
      hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10',
      context: { userId: 'Practitioner/p1', patientId: 'pat1' },
      prefetch: { patient: { resourceType: 'Patient', id: 'pat1' } },
    })
  const text = JSON.stringify(body.cards)
  return {
    status,
    ran: text.match(/"\w+ ran"/g)?.length ?? 0,
    suspended: text.includes('the check is suspended'),
  }
}

const ready = async () => (await request(app.app).get('/readyz')).body.suspended
const measured = async () =>
  /cardstock_rule_suspended\{([^}]*)\} 1/.exec((await request(app.app).get('/metrics')).text)?.[1]
const logged = () => app.logs.filter(({ rule }) => rule === 'failing').map(({ msg }) => msg)

/** The rules are looked after once a second; until then the trial is not offered. */
async function trialOffered(): Promise<void> {
  while (!logged().includes('suspended rule: one call may try it'))
    await new Promise((resolve) => setImmediate(resolve))
}

test('a rule that fails three times is left out and named, tried again, and comes back', async () => {
  for (let count = 0; count < 3; count++)
    expect(await call()).toEqual({ status: 200, ran: 1, suspended: false })

  expect(await call()).toEqual({ status: 200, ran: 1, suspended: true })
  expect(await ready()).toEqual(['made/failing'])
  expect(await measured()).toBe('service="made",rule="failing"')
  expect(
    logged().filter((each) => each === 'rule suspended: it failed several times'),
  ).toHaveLength(1)

  isBroken = false
  expect(await call()).toEqual({ status: 200, ran: 1, suspended: true })
  clock += 30_000
  await trialOffered()
  expect(await call()).toEqual({ status: 200, ran: 2, suspended: false })
  expect(await ready()).toBeUndefined()
  expect(await measured()).toBeUndefined()
  expect(await call()).toEqual({ status: 200, ran: 2, suspended: false })
  expect(JSON.stringify(app.logs)).not.toContain('Jane Doe')
})

test('one that fails on trial waits twice as long', async () => {
  for (let count = 0; count < 3; count++) await call()
  clock += 30_000
  await trialOffered()
  expect(await call()).toMatchObject({ suspended: false })
  expect(await call()).toMatchObject({ suspended: true })
  expect(app.logs.filter(({ msg }) => `${msg}`.startsWith('rule suspended'))).toMatchObject([
    { forMs: 30_000 },
    { forMs: 60_000 },
  ])
})
