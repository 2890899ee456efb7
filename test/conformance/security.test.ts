import { expect, test } from '@jest/globals'
import supertest from 'supertest'
import { loadConfig } from '../../src/config.ts'
import { fixtures, post, requestFor, rpv, start } from './fixtures.ts'

test.each(['0.0.0.0', '192.0.2.1', '::', 'cds.example.org'])(
  'without client trust the service does not listen beyond this machine: HOST=%s',
  (HOST) => {
    expect(() => loadConfig({ HOST })).toThrow(/HOST/)
  },
)

test('SEC-07 each call leaves one line of audit, whatever came of it', async () => {
  const app = await start({ registry: fixtures })
  await post(app, 'pv', rpv())
  await post(app, 'dual', requestFor('order-sign'))
  await post(app, 'nofhir', requestFor('patient-view'))
  await post(app, 'pv', '{')
  const lines = app.logs.filter((line) => line.msg === 'hook')
  expect(lines.map(({ client, service, hook, status }) => [client, service, hook, status])).toEqual(
    [
      ['open', 'pv', 'patient-view', 200],
      ['open', 'dual', 'order-sign', 200],
      ['open', 'nofhir', 'patient-view', 412],
      ['open', 'pv', 'unknown', 400],
    ],
  )
  for (const line of lines) expect(line.time).toEqual(expect.any(Number))
  expect(JSON.stringify(app.logs)).not.toMatch(/pat1|Example|p1\b/)
})

test('SEC-07 each card that was served is on file', async () => {
  const app = await start({ registry: fixtures })
  const { body } = await post(app, 'pv', rpv())
  await app.store.flush()
  const entry = {
    card: body.cards[0].uuid,
    outcome: 'overridden',
    outcomeTimestamp: '2026-06-01T12:00:00Z',
  }
  await post(app, 'pv/feedback', { feedback: [entry] })
  const rows = []
  for await (const row of app.store.feedback()) rows.push(row)
  expect(rows).toMatchObject([{ rule: 'pv-rule', ruleVersion: '1.0.0', verified: true }])
})

test('CAP-01 the start page says to people what is offered', async () => {
  const app = await start()
  const { text, status, headers } = await supertest(app.app).get('/')
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  for (const { service, hooks, rules } of app.registry.values()) {
    for (const said of [service.title, service.id, ...hooks.keys()]) expect(text).toContain(said)
    for (const { rule, title } of rules)
      for (const said of [title, rule.owner]) expect(text).toContain(said)
  }
})
