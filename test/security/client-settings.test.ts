import { beforeAll, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { fixtures, made, NOW, type PlainEvaluate, rpv, start } from '../conformance/fixtures.ts'
import { bareRule, bareService } from '../support/bare-rule.ts'
import { registryOf, type TestApp, type TestAppOptions } from '../support/make-app.ts'
import { clientsYaml, makeKey, sign, type TestKey } from '../support/tokens.ts'

const BASE = 'https://cds.example.org'
const DISCOVERY = '/cds-services'
const IDS = ['north', 'south'] as const
type Id = (typeof IDS)[number]
type Settings = Readonly<Record<Id, object>>

let keys: Readonly<Record<Id, TestKey>>
beforeAll(async () => {
  // Of one kid: nothing but the issuer tells them apart.
  const [north, south] = await Promise.all(IDS.map(() => makeKey('ES384', 'k1')))
  if (north === undefined || south === undefined) throw new Error('there are two keys')
  keys = { north, south }
})

/** Two clients with settings of their own, and with keys. */
function running(settings: Settings, { config = '', ...options }: TestAppOptions = {}) {
  const clients = IDS.map((id) => ({
    ...{ id, issuer: id, jwks: { keys: [keys[id].jwk] } },
    ...settings[id],
  }))
  return start({
    registry: fixtures,
    ...options,
    config: `publicUrl: ${BASE}\n${config}\n${clientsYaml(...clients)}`,
  })
}

const bearer = async (id: Id, path: string) =>
  `Bearer ${await sign({ key: keys[id], iss: id, now: Date.parse(NOW) / 1000 }, BASE + path)}`

async function call({ app }: TestApp, id: Id, service = 'pv', body: object = rpv(), headers = {}) {
  const path = `${DISCOVERY}/${service}`
  return supertest(app)
    .post(path)
    .set('authorization', await bearer(id, path))
    .set(headers)
    .send(body)
}

/** Calls of both, many at once, in turn: what each was answered. */
async function interleaved<T>(ask: (id: Id) => Promise<T>): Promise<Readonly<Record<Id, T[]>>> {
  const asked = Array.from({ length: 12 }, (_each, index) => (index % 2 === 0 ? 'north' : 'south'))
  const answers = await Promise.all(asked.map(async (id) => [id, await ask(id as Id)] as const))
  const of = (id: Id) => answers.filter(([each]) => each === id).map(([, answer]) => answer)
  return { north: of('north'), south: of('south') }
}
const six = <T>(value: T): T[] => Array.from({ length: 6 }, () => value)

describe('each client has its own settings, and not those of another', () => {
  test('T26 corsOrigins: pages of the one may not read what is the other’s', async () => {
    const app = await running({
      north: { corsOrigins: ['https://north.example.org'] },
      south: { corsOrigins: ['https://south.example.org'] },
    })
    const admitted = (origin: string) =>
      interleaved(async (id) => {
        const { headers, status } = await call(app, id, 'pv', rpv(), { origin })
        return [status, headers['access-control-allow-origin']]
      })
    const yes = (origin: string) => six([200, origin])
    const no = six([200, undefined])
    const [north, south] = ['https://north.example.org', 'https://south.example.org']
    expect(await admitted(north)).toEqual({ north: yes(north), south: no })
    expect(await admitted(south)).toEqual({ north: no, south: yes(south) })
    expect(await admitted('https://else.example.org')).toEqual({ north: no, south: no })
  })

  test('T16 ratePerSecond and burst: who calls too often is told so, and nobody else', async () => {
    let ms = 0
    const app = await running(
      { north: { ratePerSecond: 1, burst: 2 }, south: { ratePerSecond: 1, burst: 4 } },
      { engine: { monotonic: () => ms } },
    )
    const statuses = async () => {
      const { north, south } = await interleaved(async (id) => (await call(app, id)).status)
      return { north: north.toSorted(), south: south.toSorted() }
    }
    expect(await statuses()).toEqual({
      north: [200, 200, 429, 429, 429, 429],
      south: [200, 200, 200, 200, 429, 429],
    })
    ms = 1000
    const one = [200, 429, 429, 429, 429, 429]
    expect(await statuses()).toEqual({ north: one, south: one })
  })

  test('T16 where none is set, one that floods is told so, and the other is answered', async () => {
    let ms = 0
    const app = await running({ north: {}, south: {} }, { engine: { monotonic: () => ms } })
    const statuses: number[] = []
    // As many at a time as there is room for.
    for (let round = 0; round < 14; round += 1) {
      const thirty = Array.from({ length: 30 }, async () => (await call(app, 'north')).status)
      statuses.push(...(await Promise.all(thirty)))
    }
    const count = (status: number) => statuses.filter((each) => each === status).length
    expect([count(200), count(429)]).toEqual([400, 20])
    expect((await call(app, 'south')).status).toBe(200)
    expect((await call(app, 'north')).status).toBe(429)
    ms = 1000
    expect((await call(app, 'north')).status).toBe(200)
  })

  test('COMPAT-01 profile: answers and discovery are in the words of the own version', async () => {
    const app = await running({ north: { profile: '1.0' }, south: { profile: '3.0' } })
    const uuids = await interleaved(async (id) => {
      const { body } = await call(app, id)
      return 'uuid' in body.cards[0]
    })
    expect(uuids).toEqual({ north: six(false), south: six(true) })
    const discovered = await interleaved(async (id) => {
      const asked = supertest(app.app).get(DISCOVERY)
      const { body } = await asked.set('authorization', await bearer(id, DISCOVERY))
      return body.services.some((service: object) => 'version' in service)
    })
    expect(discovered).toEqual({ north: six(false), south: six(true) })
  })

  test('maxCards: what is beyond the own number is left out, and said to be', async () => {
    const three: PlainEvaluate = (_data, { card }) =>
      ['a', 'b', 'c'].map((text) => card('plain', { text }))
    const settings = { north: { maxCards: 2 }, south: { maxCards: 3 } }
    const app = await running(settings, { registry: made(three) })
    const cards = await interleaved(async (id) => {
      const { body } = await call(app, id, 'made')
      return body.cards.map(({ summary }: { summary: string }) => summary)
    })
    const [first] = cards.north
    expect(first).toEqual(['a', expect.not.stringMatching(/^[abc]$/)])
    expect(cards).toEqual({ north: six(first), south: six(['a', 'b', 'c']) })
  })

  test('REQ-03 strict: an id that is no UUID is refused to the one alone', async () => {
    const app = await running({ north: { strict: true }, south: { strict: false } })
    const body = rpv({ hookInstance: 'visit-1' })
    const statuses = await interleaved(async (id) => (await call(app, id, 'pv', body)).status)
    expect(statuses).toEqual({ north: six(400), south: six(200) })
  })

  test('services: what is not among the own is refused', async () => {
    const app = await running({ north: { services: ['pv'] }, south: { services: ['nofhir'] } })
    const of = (service: string) => interleaved(async (id) => (await call(app, id, service)).status)
    expect(await of('pv')).toEqual({ north: six(200), south: six(403) })
    expect(await of('nofhir')).toEqual({ north: six(403), south: six(200) })
  })

  test('T17 deadlineMs: the one is answered with what is finished, the other waits for all', async () => {
    const gate = Promise.withResolvers<void>()
    let entered = () => {}
    const waits = {
      ...bareRule('waits'),
      cards: { says: { indicator: 'info', summary: 'Waited' } },
      evaluate: async (_data: unknown, { card }: { card: (name: 'says') => never }) => {
        entered()
        await gate.promise
        return [card('says')]
      },
    }
    const registry = registryOf([
      { service: bareService('bare'), rules: [bareRule('quick'), waits] },
    ])
    const app = await running(
      { north: { deadlineMs: 500 }, south: { deadlineMs: 60_000 } },
      { registry, config: 'ruleBudgetMs: 60000' },
    )
    const north = await call(app, 'north', 'bare')
    const summaries = ({ body }: typeof north) =>
      body.cards.map(({ summary }: { summary: string }) => summary)
    expect([north.status, summaries(north)]).toEqual([
      200,
      [expect.any(String), expect.stringMatching(/^Not checked: /)],
    ])
    const begun = new Promise<void>((resolve) => {
      entered = resolve
    })
    const answer = call(app, 'south', 'bare')
    await begun
    gate.resolve()
    const south = await answer
    expect([south.status, summaries(south)]).toEqual([200, expect.arrayContaining(['Waited'])])
  })

  test('audit: strict is for all of the service, and no setting of a client', async () => {
    await expect(running({ north: { audit: 'strict' }, south: {} })).rejects.toThrow(
      'unknown setting audit',
    )
    const app = await running({ north: {}, south: {} }, { config: 'audit: strict' })
    await interleaved((id) => call(app, id))
    const records: string[] = []
    // Strict: what was answered is on disk, without a flush.
    for await (const { event, client } of app.store.audit.records())
      if (event === 'hook') records.push(client)
    expect(records.toSorted()).toEqual([...six('north'), ...six('south')])
  })
})
