import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Browser, type Companion, startCompanion } from '../support/companion.ts'
import { resources } from '../support/companion-patient.ts'

let app: Companion
let browser: Browser
beforeEach(async () => {
  app = await startCompanion({ patient: 'ada', resources })
  browser = await app.opened()
})
afterEach(() => app.close())

const session = () => browser.get('/app/api/session')
const grants = () => app.ehr.forms.map(({ form }) => form.get('grant_type'))
/** All that were handed out. */
const tokens = () => app.ehr.secrets.filter((each) => /^(?:access|refresh)/.test(each)).toSorted()
const notExchanged = () =>
  app.logs.filter(({ msg }) => msg === 'token not exchanged').map(({ reason }) => reason)
const records = async (wanted: string) => {
  await app.store.flush()
  const found = []
  for await (const record of app.store.audit.records())
    if (record.event === wanted) found.push(record)
  return found
}
const ends = async () => (await records('app-end')).map(({ hook }) => hook)

describe('R19 R22 a session ends', () => {
  test('after 15 minutes without anybody; asking for it keeps it awake as little as reading does', async () => {
    app.later(14 * 60)
    expect((await session()).status).toBe(200)
    expect((await browser.get('/app/api/patient')).status).not.toBe(401)
    app.later(61)
    expect((await session()).status).toBe(401)
    expect(await ends()).toEqual(['idle'])
  })

  test('after 8 hours, whoever is at work', async () => {
    for (let minutes = 0; minutes < 479; minutes += 10) {
      expect((await browser.post('/app/api/active')).status).toBe(204)
      app.later(600)
    }
    expect((await session()).status).toBe(401)
    expect(await ends()).toEqual(['absolute'])
  })

  test('and its tokens are taken back', async () => {
    app.later(16 * 60)
    await session()
    await app.ehr.hasRevoked(2)
    expect(app.ehr.revoked.toSorted()).toEqual(tokens())
  })

  test('at log-out: at once, with its cookie and its tokens', async () => {
    const cookie = browser.cookies.get('__Host-cardstock-app') ?? ''
    const out = await browser.post('/app/api/logout')
    expect([out.status, out.json]).toEqual([200, { revoked: true }])
    expect(browser.cookies.has('__Host-cardstock-app')).toBe(false)
    expect(app.ehr.revoked.toSorted()).toEqual(tokens())
    browser.cookies.set('__Host-cardstock-app', cookie)
    expect((await session()).status).toBe(401)
    const asked = app.ehr.seen.length
    expect((await browser.get('/app/api/advice')).status).toBe(401)
    expect(app.ehr.seen.length).toBe(asked)
    expect(await ends()).toEqual(['logout'])
  })
})

test('those that are open are counted', async () => {
  const open = async () =>
    /^cardstock_app_sessions (\d+)$/m.exec((await browser.get('/metrics')).text)?.[1]
  await app.opened()
  expect(await open()).toBe('2')
  await browser.post('/app/api/logout')
  expect(await open()).toBe('1')
})

test.each([
  { name: 'the server does not offer it', discovery: { revocation_endpoint: undefined } },
  { name: 'the operator forbids it', companion: { revoke: false } },
])('at log-out tokens are not taken back where $name, and that is said', async (how) => {
  const { discovery = {}, companion = {} } = how
  const other = await startCompanion({ patient: 'ada', resources, companion })
  try {
    other.ehr.behave.discovery = discovery
    const by = await other.opened()
    const { status, json } = await by.post('/app/api/logout')
    expect([status, json]).toEqual([200, { revoked: false }])
    expect((await by.get('/app/api/session')).status).toBe(401)
    expect(other.ehr.seen).not.toContain('POST /auth/revoke')
  } finally {
    await other.close()
  }
})

test('when the process stops, every session ends and its tokens are taken back', async () => {
  const other = await startCompanion({ patient: 'ada', resources })
  await other.opened()
  await other.opened()
  await other.close()
  const ended = other.logs.filter(({ msg }) => msg === 'app session ended')
  expect(ended.map(({ why }) => why)).toEqual(['stopped', 'stopped'])
  expect(other.ehr.revoked.toSorted()).toEqual(
    other.ehr.secrets.filter((each) => /^(?:access|refresh)/.test(each)).toSorted(),
  )
})

describe('a token', () => {
  const read = () => browser.get('/app/api/patient')

  test('is exchanged before it expires, once for all who ask', async () => {
    app.later(241)
    const answers = await Promise.all([read(), read(), read()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(grants()).toEqual(['authorization_code', 'refresh_token'])
  })

  test('is exchanged when the server takes it no longer', async () => {
    expect((await read()).status).toBe(200)
    app.ehr.forgetTokens()
    const answers = await Promise.all([read(), read()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(grants()).toEqual(['authorization_code', 'refresh_token'])
  })

  test.each([
    [503, 'status-503'],
    [429, 'status-429'],
    [408, 'status-408'],
    ['drop' as const, 'unreachable'],
  ])(
    'that is not to be had for a moment (%s) is no refusal of the record’s system',
    async (tokenStatus, reason) => {
      app.ehr.behave.tokenStatus = tokenStatus
      app.later(301)
      const { status, json } = await read()
      expect([status, json.issue[0].details.coding[0].code]).toEqual([502, 'CDS_FHIR_UNAVAILABLE'])
      expect(json.issue[0].details.text).toContain('cannot be reached')
      expect(notExchanged()).toEqual([reason])
      app.ehr.behave.tokenStatus = undefined
      expect((await read()).status).toBe(200)
      expect(await ends()).toEqual([])
    },
  )

  test('that was taken back while no other is to be had is no refusal of the record’s system', async () => {
    app.ehr.forgetTokens()
    app.ehr.behave.tokenStatus = 503
    const { status, json } = await read()
    expect([status, json.issue[0].details.coding[0].code]).toEqual([502, 'CDS_FHIR_UNAVAILABLE'])
    expect(json.issue[0].details.text).toContain('cannot be reached')
    const because = (await browser.get('/app/api/advice')).json.because
    expect(because.map(({ text }: { text: string }) => text).join()).not.toContain('permitted')
    app.ehr.behave.tokenStatus = undefined
    expect((await read()).status).toBe(200)
    expect(await ends()).toEqual([])
  })

  test('that the server does not exchange ends the session', async () => {
    app.ehr.behave.refusesRefresh = true
    app.later(241)
    const { status, json } = await read()
    expect([status, json.issue[0].details.coding[0].code]).toEqual([401, 'CDS_SESSION_ENDED'])
    expect((await session()).status).toBe(401)
    expect(await ends()).toEqual(['refresh-refused'])
    expect(notExchanged()).toEqual(['status-400'])
  })

  test('of another patient ends the session, and is given back with the first', async () => {
    app.ehr.behave.token = { patient: 'bob' }
    app.later(241)
    expect((await read()).status).toBe(401)
    expect((await session()).status).toBe(401)
    await app.ehr.hasRevoked(4)
    expect(app.ehr.revoked.toSorted()).toEqual(tokens())
  })

  test('that comes for a session that has ended is given back, and so is its refresh token', async () => {
    app.later(241)
    const held = app.ehr.hold('POST /auth/token')
    const answer = read()
    await held.came
    await browser.post('/app/api/logout')
    expect(app.ehr.revoked).toHaveLength(2)
    held.release()
    expect((await answer).status).toBe(401)
    expect(tokens()).toHaveLength(4)
    expect(app.ehr.revoked.toSorted()).toEqual(tokens())
  })

  test('that has expired, with nothing to exchange, ends the session', async () => {
    app.ehr.behave.token = { refresh_token: undefined }
    browser = await app.opened()
    app.later(301)
    expect((await read()).status).toBe(401)
    expect(grants()).not.toContain('refresh_token')
  })
})

test.each([
  ['advice', 'advice'],
  ['trends?score=ckd-epi-2021-cr', 'trends'],
  ['patient', 'patient'],
])('what was read for a session that ended meanwhile is in the trail: %s', async (path, hook) => {
  const held = app.ehr.hold('GET /fhir/Patient/ada')
  const answer = browser.get(`/app/api/${path}`)
  await held.came
  await browser.post('/app/api/logout')
  held.release()
  expect((await answer).status).toBe(401)
  const [record] = await records('app-read')
  expect(record).toMatchObject({ hook, status: 401, code: 'CDS_SESSION_ENDED' })
  expect(record?.fetched).toContain('Patient')
})

describe('two launches in one browser', () => {
  test('T20 the page of the first gets nothing of the second', async () => {
    const older = browser.csrf ?? ''
    await app.opened(browser)
    const { status, json } = await browser.get('/app/api/advice', { 'x-cardstock-csrf': older })
    expect([status, json.issue[0].details.coding[0].code]).toEqual([401, 'CDS_SESSION_ENDED'])
    expect((await session()).status).toBe(200)
  })
})

describe('T28 calls of other pages are refused', () => {
  test.each(['cross-site', 'same-site', 'none'])('Sec-Fetch-Site: %s', async (site) => {
    const headers = { 'sec-fetch-site': site }
    for (const answer of [
      await browser.get('/app/api/session', headers),
      await browser.post('/app/api/logout', undefined, headers),
    ])
      expect([answer.status, answer.json.issue[0].details.coding[0].code]).toEqual([
        403,
        'CDS_PAGE_REFUSED',
      ])
    expect(
      (await browser.get('/app/api/session', { 'sec-fetch-site': 'same-origin' })).status,
    ).toBe(200)
  })

  test('without the token of the page, or with a wrong one', async () => {
    const without = { 'x-cardstock-csrf': '' }
    for (const path of ['advice', 'trends?score=prevent', 'patient'])
      expect([path, (await browser.get(`/app/api/${path}`, without)).status]).toEqual([path, 403])
    for (const path of ['active', 'logout', 'fhir/ServiceRequest'])
      expect([path, (await browser.post(`/app/api/${path}`, {}, without)).status]).toEqual([
        path,
        403,
      ])
    expect((await browser.post('/app/api/logout', {}, { 'x-cardstock-csrf': 'x' })).status).toBe(
      401,
    )
    expect((await session()).status).toBe(200)
  })

  test.each([
    ['GET', 'session', { 'sec-fetch-site': 'cross-site' }],
    ['GET', 'clients', { 'sec-fetch-site': 'same-site' }],
    ['POST', 'active', { 'sec-fetch-site': 'cross-site' }],
    ['POST', 'active', { 'x-cardstock-csrf': '' }],
  ] as const)('and each is in the trail: %s %s with %j', async (method, path, headers) => {
    const at = `/app/api/${path}`
    const answer = method === 'GET' ? browser.get(at, headers) : browser.post(at, {}, headers)
    expect((await answer).status).toBe(403)
    expect((await session()).status).toBe(200)
    expect((await browser.post('/app/api/active')).status).toBe(204)
    expect(await records('other')).toMatchObject([
      { status: 403, code: 'CDS_PAGE_REFUSED', client: '', user: '', patientKey: '' },
    ])
  })

  test('and the record of a call that has one keeps its name', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect((await browser.get('/app/api/advice', headers)).status).toBe(403)
    expect(await records('app-read')).toMatchObject([{ code: 'CDS_PAGE_REFUSED', client: '' }])
    expect(await records('other')).toEqual([])
  })

  test('T8 a flood of them leaves few records, which tell of each', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    for (let sent = 0; sent < 200; sent += 1)
      expect((await browser.get('/app/api/session', headers)).status).toBe(403)
    const inFull = (await records('other')).length
    expect(inFull).toBeGreaterThanOrEqual(60)
    expect(inFull).toBeLessThan(100)
  })

  test('no session without a cookie, and clients are named only where anybody may know', async () => {
    expect((await app.browser().get('/app/api/session')).status).toBe(401)
    expect((await app.browser().get('/app/api/clients')).json).toEqual({ clients: [] })
  })
})
