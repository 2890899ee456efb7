import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { keyedHash } from '../../security/keyed-hash.ts'
import { openSqliteStore } from '../../store/sqlite.ts'
import type { Store } from '../../store/store.ts'
import { createRecalls, type Recalls, recallName } from './recalls.ts'
import type { Session } from './session.ts'
import { createSessions, type Sessions } from './sessions.ts'

const secret = Buffer.alloc(32, 7)
const hash = keyedHash(secret)
const now = () => new Date('2026-03-01T12:00:00Z')
const HOUSE = 'https://ehr.example/fhir/Practitioner/7'

let store: Store
let sessions: Sessions
let recalls: Recalls
let lines: string[]
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:', secret })
  const limits = { idleMs: 900_000, absoluteMs: 900_000, most: 10 }
  sessions = createSessions(
    limits,
    () => 0,
    async () => true,
  )
  lines = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  recalls = createRecalls(store.sessionEnds, sessions, { hash, now }, log)
})
afterEach(() => store.close())

async function begun(client: string, user: string | undefined): Promise<Session> {
  const session = {
    ...{ startedAt: 0, activeAt: 0, writes: new Map(), user, ended: undefined },
    endpoint: { registration: { policy: { id: client } } },
    recall: await recalls.of(client, user),
  } as unknown as Session // nothing else of it is looked at
  sessions.begin(session)
  return session
}
const end = (client: string, user?: string) =>
  store.sessionEnds.end([recallName(hash, client, user)], now())

test.each([
  ['one user', 'north', HOUSE, [true, false, false, false]],
  ['a client', 'north', undefined, [true, true, true, false]],
  [
    'somebody who has none',
    'north',
    'https://ehr.example/fhir/Practitioner/8',
    [false, false, false, false],
  ],
  ['a client that has none', 'west', undefined, [false, false, false, false]],
] as const)('sessions of %s are ended, and no others', async (_name, client, user, expected) => {
  const all = [
    await begun('north', HOUSE),
    await begun('north', 'https://other.example/fhir/Practitioner/7'),
    await begun('north', undefined),
    await begun('south', HOUSE),
  ]
  await end(client, user)
  for (const [index, session] of all.entries())
    expect([index, await recalls.hasEnded(session)]).toEqual([index, expected[index]])
})

test('those that begin afterwards go on, and can be ended again', async () => {
  await begun('north', HOUSE)
  for (const _ of [1, 2, 3]) {
    await end('north', HOUSE)
    const next = await begun('north', HOUSE)
    expect(await recalls.hasEnded(next)).toBe(false)
    await end('north')
    expect(await recalls.hasEnded(next)).toBe(true)
  }
})

test('those that nobody uses end too', async () => {
  const [ours, theirs] = [await begun('north', HOUSE), await begun('south', HOUSE)]
  await end('north')
  await recalls.sweep()
  expect([ours.ended, theirs.ended]).toEqual(['recalled', undefined])
})

test('where it cannot be read whether one was ended, it is not used, nor ended', async () => {
  const session = await begun('north', HOUSE)
  await store.close()
  await expect(recalls.hasEnded(session)).rejects.toMatchObject({ code: 'CDS_UNAVAILABLE' })
  await recalls.sweep()
  expect(lines.join()).toContain('whether app sessions were ended cannot be read')
  expect(session.ended).toBeUndefined()
})

test('a user’s others are theirs at one client; of nobody known only the one', async () => {
  const own = await begun('north', HOUSE)
  const other = await begun('north', HOUSE)
  const nobody = [await begun('north', undefined), await begun('north', undefined)]
  await begun('south', HOUSE)
  expect(recalls.ofSameUser(own)).toEqual([own, other])
  expect(nobody.map(recalls.ofSameUser)).toEqual(nobody.map((each) => [each]))
  expect(await recalls.endOthers(own)).toBe(1)
  expect([own.ended, other.ended]).toEqual([undefined, 'recalled'])
})

test('what is kept names nobody', async () => {
  await end('north', HOUSE)
  const [name] = (await store.sessionEnds.counts()).keys()
  expect(name).toMatch(/^[\w-]{43}$/)
})
