import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from '@jest/globals'
import type { FeedbackRow } from '../../src/store/store.ts'
import type { TestApp } from '../support/make-app.ts'
import {
  type CardJson,
  cardsOf,
  fieldsOf,
  fixtures,
  type Json,
  post,
  requestFor,
  start,
  without,
} from './fixtures.ts'

let app: TestApp
let card: CardJson
beforeEach(async () => {
  app = await start({ registry: fixtures })
  const [first] = await cardsOf(app, 'os', requestFor('order-sign'))
  if (first === undefined) throw new Error('os gives a card')
  card = first
  await app.store.flush()
})

const at = '2026-06-01T12:00:00Z'
const overridden = (change: Json = {}) => ({
  card: card.uuid,
  outcome: 'overridden',
  outcomeTimestamp: at,
  ...change,
})
const accepted = (change: Json = {}) => ({
  card: card.uuid,
  outcome: 'accepted',
  acceptedSuggestions: [{ id: card.suggestions?.[0]?.uuid }],
  outcomeTimestamp: at,
  ...change,
})
const send = (...feedback: readonly unknown[]) => post(app, 'os/feedback', { feedback })
async function rows(): Promise<FeedbackRow[]> {
  const all: FeedbackRow[] = []
  for await (const row of app.store.feedback({ includeUnverified: true })) all.push(row)
  return all
}

test('FB-01 feedback is taken and belongs to the card', async () => {
  expect((await send(accepted())).status).toBe(200)
  expect(await rows()).toMatchObject([
    { card: card.uuid, outcome: 'accepted', rule: 'os-rule', service: 'os', verified: true },
  ])
})

test.each([
  ['a bare list', []],
  ['no list', {}],
  ['an object for the list', { feedback: {} }],
  ['an entry that is no object', { feedback: ['x'] }],
  ['null', { feedback: null }],
])('FB-02 %s: 400', async (_name, body) => {
  expect((await post(app, 'os/feedback', body)).status).toBe(400)
  expect(await rows()).toEqual([])
})

test.each(['card', 'outcome', 'outcomeTimestamp'])('FB-02 without %s: 400', async (field) => {
  const answer = await send(without(overridden(), field))
  expect(answer.status).toBe(400)
  expect(fieldsOf(answer.body)).toEqual([`feedback[0].${field}`])
})

test('FB-02 another outcome: 400', async () => {
  expect((await send(overridden({ outcome: 'ignored' }))).status).toBe(400)
})

test('FB-03 the answer is 200 without a body', async () => {
  const answer = await send(overridden())
  expect([answer.status, answer.text]).toEqual([200, ''])
})

test('FB-04 one bad entry: 400 that names it, and nothing is stored', async () => {
  const answer = await send(overridden(), accepted({ acceptedSuggestions: [] }))
  expect(answer.status).toBe(400)
  expect(fieldsOf(answer.body)).toEqual(['feedback[1].acceptedSuggestions'])
  expect(await rows()).toEqual([])
})

test('FB-04 a card that nobody knows: 200, and it counts as unverified', async () => {
  expect((await send(overridden({ card: crypto.randomUUID() }))).status).toBe(200)
  expect(await rows()).toMatchObject([{ verified: false }])
})

test('FB-05 the same entry again is one row', async () => {
  expect((await send(overridden(), overridden())).status).toBe(200)
  expect((await send(overridden())).status).toBe(200)
  expect(await rows()).toHaveLength(1)
})

test('FB-05 many cards and hook instances in one call', async () => {
  const hookInstance = crypto.randomUUID()
  const [other] = await cardsOf(app, 'os', requestFor('order-sign', { hookInstance }))
  await app.store.flush()
  expect((await send(accepted(), overridden({ card: other?.uuid }))).status).toBe(200)
  expect((await rows()).map((row) => [row.card, row.verified])).toEqual([
    [card.uuid, true],
    [other?.uuid, true],
  ])
})

test('FB-05 accepted after it was overridden: both are kept', async () => {
  await send(overridden())
  expect((await send(accepted({ outcomeTimestamp: '2026-06-01T12:05:00Z' }))).status).toBe(200)
  expect((await rows()).map((row) => row.outcome)).toEqual(['overridden', 'accepted'])
})

test.each([undefined, null, [], [{}], [{ id: '' }], 'all'])(
  'FB-06 accepted with acceptedSuggestions %j: 400',
  async (acceptedSuggestions) => {
    expect((await send(accepted({ acceptedSuggestions }))).status).toBe(400)
  },
)

test('FB-07 overridden without a reason', async () => {
  expect((await send(overridden())).status).toBe(200)
  expect(await rows()).toMatchObject([{ reasonCode: undefined, comment: undefined }])
})

test('FB-08 an override reason that says nothing is taken as none', async () => {
  expect((await send(overridden({ overrideReason: {} }))).status).toBe(200)
  expect(await rows()).toMatchObject([{ reasonCode: undefined, comment: undefined }])
})

test.each([
  [{ userComment: 'Known' }, { comment: 'Known', reasonCode: undefined }],
  [
    { reason: { code: 'a', system: 'urn:x', display: 'A' } },
    { reasonCode: 'a', reasonSystem: 'urn:x' },
  ],
  [
    { reason: { code: 'a', system: 'urn:x' }, userComment: 'Known' },
    { reasonCode: 'a', comment: 'Known' },
  ],
])('FB-08 the override reason %j is kept', async (overrideReason, row) => {
  expect((await send(overridden({ overrideReason }))).status).toBe(200)
  expect(await rows()).toMatchObject([row])
})

test('CARD-12 a reason that we never offered is taken', async () => {
  const reason = { code: 'theirs', system: 'https://ehr.example/reasons', display: 'Theirs' }
  expect((await send(overridden({ overrideReason: { reason } }))).status).toBe(200)
  expect(await rows()).toMatchObject([{ reasonSystem: 'https://ehr.example/reasons' }])
})

test('FB-10 a reason without system and display is taken', async () => {
  expect((await send(overridden({ overrideReason: { reason: { code: 'a' } } }))).status).toBe(200)
  expect(await rows()).toMatchObject([{ reasonCode: 'a', reasonSystem: undefined }])
})

test.each([
  ['1985-04-12T23:20:50.52Z', '1985-04-12T23:20:50.520Z'],
  ['2026-06-01T12:00:00Z', '2026-06-01T12:00:00.000Z'],
  ['1996-12-19T16:39:57-08:00', '1996-12-20T00:39:57.000Z'],
])('FB-11 outcomeTimestamp %s is kept as %s', async (outcomeTimestamp, utc) => {
  expect((await send(overridden({ outcomeTimestamp }))).status).toBe(200)
  const [row] = await rows()
  expect(new Date(row?.outcomeTimestamp ?? '').toISOString()).toBe(utc)
})

test.each(['2026-06-01 12:00:00 UTC', '2026-06-01T12:00:00', '2026-13-01T12:00:00Z', 17, ''])(
  'FB-11 outcomeTimestamp %j: 400',
  async (outcomeTimestamp) => {
    expect((await send(overridden({ outcomeTimestamp }))).status).toBe(400)
  },
)

const commented = (userComment: string, more = {}) =>
  overridden({ overrideReason: { userComment }, ...more })

test.each([
  ['ä', 2048],
  ['€', 1365],
  ['😀', 1024],
])('T24 of a comment 4 KiB of UTF-8 are kept, and the call is taken: %s', async (letter, most) => {
  const long = commented(letter.repeat(most + 1), { outcomeTimestamp: '2026-06-01T12:05:00Z' })
  expect((await send(commented(letter.repeat(most)), long)).status).toBe(200)
  const kept = Math.floor(4093 / Buffer.byteLength(letter))
  expect((await rows()).map(({ comment }) => comment)).toEqual([
    letter.repeat(most),
    `${letter.repeat(kept)}…`,
  ])
})

test('T24 a comment of more than 4,096 characters: 400', async () => {
  expect((await send(commented('a'.repeat(4096)))).status).toBe(200)
  const refused = await send(commented('a'.repeat(4097)))
  expect(refused.status).toBe(400)
  expect(fieldsOf(refused.body)).toEqual(['feedback[0].overrideReason.userComment'])
  expect(await rows()).toHaveLength(1)
})

test('FB-13 a comment is stored encrypted and never logged', async () => {
  const userComment = 'Mrs Example declines, SECRET-COMMENT'
  expect((await send(overridden({ overrideReason: { userComment } }))).status).toBe(200)
  expect(await rows()).toMatchObject([{ comment: userComment }])
  const files = readdirSync(app.dataDir).map((file) =>
    readFileSync(join(app.dataDir, file), 'latin1'),
  )
  expect(files.join('') + JSON.stringify(app.logs)).not.toContain('SECRET-COMMENT')
})

test('FB-14 an entry without card is 400 and says so', async () => {
  const answer = await send(without(overridden(), 'card'))
  expect(answer.status).toBe(400)
  expect(fieldsOf(answer.body)).toEqual(['feedback[0].card'])
})

test('FB-15 an unknown service, or one switched off, is 404', async () => {
  expect((await post(app, 'nope/feedback', { feedback: [overridden()] })).status).toBe(404)
  const off = await start({ registry: fixtures, config: 'services: { os: off }' })
  expect((await post(off, 'os/feedback', { feedback: [overridden()] })).status).toBe(404)
})
