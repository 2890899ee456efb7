import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { makeApp } from '../support/make-app.ts'

const SERVICE = '/cds-services/cardiometabolic-risk'
const view = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')

/** One call of a service that is on or silent: what is shown, what is kept, what is measured. */
async function called(mode: 'on' | 'silent', sent = view) {
  const running = await makeApp({
    now: '2026-11-24T12:00:00Z',
    config: `services: { cardiometabolic-risk: ${mode} }`,
  })
  const post = (path: string, body: string | object) =>
    request(running.app).post(path).set('content-type', 'application/json').send(body)
  const { body, status } = await post(SERVICE, sent)
  const metrics = (await request(running.app).get('/metrics')).text
  const discovery = (await request(running.app).get('/cds-services')).body.services
  await running.store.flush()
  const db = new DatabaseSync(join(running.dataDir, 'cardstock.sqlite'), { readOnly: true })
  const decisions = db.prepare('select count(*) as n from decision').get()?.n
  db.close()
  await running.close()
  return {
    status,
    cards: body.cards?.length,
    decisions,
    discovered: discovery.some(({ id }: { id: string }) => SERVICE.endsWith(`/${id}`)),
    hidden: running.logs.some((line) => /"hidden":[1-9]/.test(JSON.stringify(line))),
    counted: /cardstock_cards_total\{[^}]*\} [1-9]/.test(metrics),
    evaluated: /cardstock_rule_outcomes_total\{[^}]*diabetes-screening[^}]*\} 1/.test(metrics),
  }
}

describe('a silent service', () => {
  test('evaluates its rules, shows nothing, and keeps no decision about cards nobody saw', async () => {
    expect(await called('silent')).toEqual({
      status: 200,
      cards: 0,
      hidden: true,
      counted: false,
      decisions: 0,
      discovered: true,
      evaluated: true,
    })
  })

  test('the same call of the same service leaves a decision for each card when it is on', async () => {
    const { cards, ...rest } = await called('on')
    expect(cards).toBeGreaterThan(0)
    expect(rest).toEqual({
      status: 200,
      decisions: cards,
      discovered: true,
      hidden: false,
      counted: true,
      evaluated: true,
    })
  })

  test('does not show either that data are lacking; a wrong request is refused as ever', async () => {
    const bare = JSON.stringify({ ...JSON.parse(view), prefetch: {} })
    expect(await called('on', bare)).toMatchObject({ status: 412 })
    expect(await called('silent', bare)).toMatchObject({ status: 200, cards: 0 })
    expect(await called('silent', '{"hook":"patient-view"}')).toMatchObject({ status: 400 })
  })
})
