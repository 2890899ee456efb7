import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { cardstock } from '../support/cardstock.ts'
import { type Browser, type Companion, startCompanion } from '../support/companion.ts'
import { resources } from '../support/companion-patient.ts'

let app: Companion
let browser: Browser
beforeEach(async () => {
  app = await startCompanion({ patient: 'ada', resources })
  browser = await app.opened()
})
afterEach(() => app.close())

const statusOf = async (by: Browser) => (await by.get('/app/api/session')).status
const as = async (fhirUser: string) => {
  app.ehr.behave.claims = { fhirUser }
  return await app.opened()
}
const ends = async () => {
  await app.store.flush()
  const found = []
  for await (const { event, hook, user } of app.store.audit.records())
    if (event === 'app-end') found.push([hook, user])
  return found
}

describe('ASVS 7.5.2 people see where they are logged in, and can end it all', () => {
  test('by times alone, their own at this client', async () => {
    await as('Practitioner/wilson')
    app.ehr.behave.claims = {}
    app.later(60)
    const second = await app.opened()
    const { status, json } = await second.get('/app/api/sessions')
    const beganAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    expect([status, json.sessions]).toEqual([
      200,
      [
        { isThis: false, beganAt, idleSeconds: 60 },
        { isThis: true, beganAt, idleSeconds: 0 },
      ],
    ])
    const [first, own] = json.sessions.map((each: { beganAt: string }) => Date.parse(each.beganAt))
    expect(Math.round((own - first) / 1000)).toBe(60)
  })

  test('log out everywhere: theirs, with their tokens, and nobody else’s', async () => {
    const wilson = await as('Practitioner/wilson')
    app.ehr.behave.claims = {}
    const second = await app.opened()
    const out = await second.post('/app/api/logout-everywhere')
    expect([out.status, out.json]).toEqual([200, { revoked: true, others: 1 }])
    expect(second.cookies.has('__Host-cardstock-app')).toBe(false)
    expect([await statusOf(browser), await statusOf(second), await statusOf(wilson)]).toEqual([
      401, 401, 200,
    ])
    await app.ehr.hasRevoked(4)
    const house = `${app.ehr.iss}/Practitioner/house`
    expect(await ends()).toEqual(
      expect.arrayContaining([
        ['recalled', house],
        ['logout-everywhere', house],
      ]),
    )
    expect(await statusOf(await app.opened())).toBe(200)
  })

  test('T28 other pages cannot, nor a page without its token', async () => {
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'x-cardstock-csrf': '' }]) {
      const answer = await browser.post('/app/api/logout-everywhere', undefined, headers)
      expect(answer.status).toBe(403)
      expect((await browser.get('/app/api/sessions', headers)).status).toBe(403)
    }
    expect((await browser.get('/app/api/logout-everywhere')).status).toBe(405)
    expect(await statusOf(browser)).toBe(200)
  })
})

describe('ASVS 7.4.5 an administrator ends sessions while the service runs', () => {
  const command = async (...words: readonly string[]) => {
    const env = {
      CARDSTOCK_DATA: app.dataDir,
      CARDSTOCK_CONFIG: `${app.dataDir}/config.yaml`,
    }
    const { code, stdout, stderr } = await cardstock(['companion', ...words], { env })
    return { code, output: `${stdout}${stderr}` }
  }
  const all = (...more: readonly string[]) => command('end-sessions', '--client', 'north', ...more)

  test.each([
    ['as the trail names them', (iss: string) => `${iss}/Practitioner/house`],
    ['by their id', () => 'Practitioner/house'],
  ])('of one user, %s', async (_name, user) => {
    const wilson = await as('Practitioner/wilson')
    expect(await all('--user', user(app.ehr.iss))).toEqual({
      ...{ code: 0, output: 'sessions of this user at north that were open have ended\n' },
    })
    const asked = app.ehr.seen.length
    expect((await browser.get('/app/api/patient')).status).toBe(401)
    expect(app.ehr.seen.slice(asked).filter((call) => call.startsWith('GET'))).toEqual([])
    expect(await statusOf(wilson)).toBe(200)
    await app.ehr.hasRevoked(2)
    const house = `${app.ehr.iss}/Practitioner/house`
    expect(await ends()).toEqual([
      ['end-sessions', house],
      ['recalled', house],
    ])
    app.ehr.behave.claims = {}
    expect(await statusOf(await app.opened())).toBe(200)
  })

  test('of a client, those of people too whom nobody named', async () => {
    app.ehr.behave.token = { id_token: undefined, scope: 'launch patient/*.rs' }
    const nobody = await app.opened()
    expect((await all()).code).toBe(0)
    expect([await statusOf(browser), await statusOf(nobody)]).toEqual([401, 401])
  })

  test('and is told what a command lacks', async () => {
    expect(await command('end-sessions')).toMatchObject({
      ...{ code: 2, output: expect.stringContaining('say whose sessions end') },
    })
    expect(await all('--user', '')).toMatchObject({ code: 2 })
    expect(await command('end-sessions', '--client', 'nowhere')).toMatchObject({
      ...{ code: 1, output: expect.stringContaining('no client "nowhere" has a companion') },
    })
    expect(await statusOf(browser)).toBe(200)
  })
})
