import { openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Call, MIXED } from '../support/calls.ts'
import { type Listening, listen } from '../support/raw-http.ts'

const view = named('an answer')
const feedback = named('feedback')

function named(name: string): Call {
  const call = MIXED.find((each) => each.name === name)
  if (call === undefined) throw new Error(`no call ${name}`)
  return call
}

let app: Listening
beforeEach(async () => {
  app = await listen({ now: '2026-11-24T12:00:00Z' })
})
afterEach(() => app.close().catch(() => undefined))

async function send({ path, body = '' }: Call): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return await fetch(app.url + path, { method: 'POST', headers, body })
}

const statusOf = async (path: string) => (await fetch(app.url + path)).status

async function expectCards(): Promise<void> {
  const answer = await send(view)
  const { cards } = (await answer.json()) as { cards: unknown[] }
  expect([answer.status, cards.length > 0]).toEqual([200, true])
}

async function expectRefused(answer: Response): Promise<void> {
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await answer.json()).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ details: { coding: [{ code: 'CDS_UNAVAILABLE' }] } }],
  })
}

const otherConnection = () => new DatabaseSync(join(app.dataDir, 'cardstock.sqlite'))

test('R8 a lock held by another process: cards all the while, feedback 503, then all is well', async () => {
  const other = otherConnection()
  other.exec('begin immediate')
  const refused = send(feedback)
  for (let n = 0; n < 50; n += 1) await expectCards()
  await expectRefused(await refused)
  expect([await statusOf('/livez'), await statusOf('/readyz')]).toEqual([200, 503])
  other.exec('rollback')
  other.close()
  expect((await send(feedback)).status).toBe(200)
  expect(await statusOf('/readyz')).toBe(200)
  await app.store.flush()
  expect(await app.store.audit.verify()).toMatchObject({ ok: true, records: 52 })
})

test('R8 a file that is overwritten under way: cards go on, feedback is 503, not ready', async () => {
  await expectCards()
  await app.store.flush()
  const file = join(app.dataDir, 'cardstock.sqlite')
  const other = otherConnection()
  // What the service holds in memory is out of date after this, so it has to read the file.
  other.exec("insert into probe values (2, ''); pragma wal_checkpoint(truncate)")
  other.close()
  const damaged = openSync(file, 'r+')
  const garbage = Buffer.alloc(statSync(file).size - 4096, 0x5a)
  writeSync(damaged, garbage, 0, garbage.length, 4096)

  await expectRefused(await send(feedback))
  for (let n = 0; n < 20; n += 1) await expectCards()
  expect([await statusOf('/livez'), await statusOf('/readyz')]).toEqual([200, 503])
})
