import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Browser, type Companion, startCompanion } from '../support/companion.ts'
import { resources } from '../support/companion-patient.ts'
import { exchange } from '../support/raw-http.ts'
import { startSmartServer } from '../support/smart-server.ts'
import { makeKey } from '../support/tokens.ts'
import { setTrap } from '../support/trap.ts'

let app: Companion
let browser: Browser
beforeEach(async () => {
  app = await startCompanion({ patient: 'ada', resources })
  browser = app.browser()
})
afterEach(() => app.close())

/** The authorization server's redirect back to the app. */
const authorized = async (by = browser) => (await by.get(await app.launched(by))).location
/** Access and refresh tokens, as they were handed out. */
const tokens = () => app.ehr.secrets.filter((each) => /^(?:access|refresh)/.test(each)).toSorted()
const launchCookieOf = (back: string) =>
  `__Host-cardstock-launch-${new URL(back).searchParams.get('state')?.slice(0, 12)}`
const reasonOf = () => app.logs.filter(({ msg }) => msg === 'app not opened').at(-1)?.reason

describe('an EHR launch', () => {
  test('asks the authorization server with PKCE, state, nonce, audience and the least scopes', async () => {
    const asked = new URL(await app.launched(browser)).searchParams
    expect(Object.fromEntries(asked)).toMatchObject({
      ...{ response_type: 'code', client_id: 'app-1', aud: app.ehr.iss, launch: 'abc' },
      redirect_uri: `${app.url}/app/callback/north`,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
    const scopes = asked.get('scope')?.split(' ') ?? []
    expect(scopes).toEqual(expect.arrayContaining(['launch', 'openid', 'fhirUser']))
    expect(scopes).toContain('patient/Observation.rs')
    expect(scopes).toContain('patient/ServiceRequest.c')
    expect(scopes.filter((scope) => scope.includes('*'))).toEqual([])
  })

  const readable = async (client: Companion) =>
    new URL(await client.launched(client.browser())).searchParams
      .get('scope')
      ?.split(' ')
      .flatMap((scope) => /^patient\/(.+)\.rs$/.exec(scope)?.[1] ?? [])
  const ofScores = [
    ...['Condition', 'FamilyMemberHistory', 'MedicationRequest', 'Observation', 'Patient'],
    'Procedure',
  ]

  test.each([
    ['which are the client’s own', { client: { services: ['cardiometabolic-risk'] } }],
    [
      'which are switched on',
      {
        config: `services: { care-gaps: off, discharge-check: silent, medication-safety: off }`,
      },
    ],
  ])('asks for what services read %s, and for what every score reads', async (_name, more) => {
    const other = await startCompanion({ patient: 'ada', resources, ...more })
    try {
      const services = ['AllergyIntolerance', 'ServiceRequest']
      expect(await readable(other)).toEqual([...ofScores, ...services].toSorted())
    } finally {
      await other.close()
    }
  })

  test('asks for what scores read alone, where the client has no service', async () => {
    const other = await startCompanion({ patient: 'ada', resources, client: { services: [] } })
    try {
      expect(await readable(other)).toEqual(ofScores)
      const by = await other.opened()
      expect((await by.get('/app/api/advice')).json.because).toEqual([])
    } finally {
      await other.close()
    }
  })

  test('speaks SMART 1 where the server knows no more', async () => {
    app.ehr.behave.discovery = { capabilities: ['launch-ehr', 'permission-patient'] }
    const scopes = new URL(await app.launched(browser)).searchParams.get('scope')?.split(' ')
    expect(scopes).toContain('patient/Observation.read')
    expect(scopes).toContain('patient/ServiceRequest.write')
  })

  test('ends in a session, with nothing in the address and no token in the browser', async () => {
    const back = await browser.get(await authorized())
    expect([back.status, back.location, back.text.length < 100]).toEqual([303, '../', true])
    const cookie = back.headers
      .getSetCookie()
      .find((each) => each.startsWith('__Host-cardstock-app'))
    expect(cookie).toMatch(
      /^__Host-cardstock-app=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
    )
    const { status, json } = await browser.get('/app/api/session')
    expect(status).toBe(200)
    expect(json).toMatchObject({
      ...{ needPatientBanner: true, idleSeconds: 900 },
      writes: ['ServiceRequest', 'Observation', 'DocumentReference'],
      csrf: expect.stringMatching(/^[\w-]{43}$/),
    })
    for (const secret of [...app.ehr.secrets, 'ada'])
      expect(JSON.stringify(json)).not.toContain(secret)
  })

  test('alone: the patient is chosen at the authorization server', async () => {
    const { status, location } = await browser.get('/app/launch?client=north', {
      'sec-fetch-site': 'same-origin',
    })
    expect(status).toBe(302)
    const asked = new URL(location).searchParams
    expect([asked.get('launch'), asked.get('aud')]).toEqual([null, app.ehr.iss])
    expect(asked.get('scope')?.split(' ')).toContain('launch/patient')
    expect((await browser.get((await browser.get(location)).location)).status).toBe(303)
  })

  test.each(['cross-site', 'same-site', undefined])(
    'ASVS 7.6.2 alone, from a page of others (Sec-Fetch-Site: %s), somebody is asked first',
    async (site) => {
      await app.opened(browser)
      const asked = app.ehr.seen.length
      const headers = site === undefined ? {} : { 'sec-fetch-site': site }
      const page = await browser.get('/app/launch?client=north', headers)
      expect([page.status, reasonOf()]).toEqual([200, 'launch-unasked'])
      expect(page.text).toContain('<a href="launch?client=north">Open the app</a>')
      expect(page.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'.* form-action 'none'; frame-ancestors 'none'$/,
      )
      expect(page.headers.getSetCookie()).toEqual([])
      expect(app.ehr.seen.length).toBe(asked)
      expect((await browser.get('/app/api/session')).status).toBe(200)
    },
  )

  test('alone, by an address of their own, nobody is asked', async () => {
    const headers = { 'sec-fetch-site': 'none' }
    expect((await browser.get('/app/launch?client=north', headers)).status).toBe(302)
    // An EHR's page is another site, and its launch its own.
    const iss = encodeURIComponent(app.ehr.iss)
    const from = { 'sec-fetch-site': 'cross-site' }
    expect((await browser.get(`/app/launch?iss=${iss}&launch=a`, from)).status).toBe(302)
  })

  test('hands the card on, and takes rubbish for none', async () => {
    const about = { service: 'cardiometabolic-risk', rule: 'diabetes-screening' }
    await app.opened(browser, JSON.stringify(about))
    expect((await browser.get('/app/api/advice')).json).toMatchObject({
      ...{ service: { id: about.service }, rule: { id: about.rule } },
    })
    const other = await app.opened(app.browser(), { rule: ['x'], service: 'a'.repeat(9999) })
    expect((await other.get('/app/api/advice')).json).toMatchObject({ state: 'rule-unavailable' })
  })

  test('colours of the EHR come from a registered origin, checked one by one', async () => {
    const styleBy = async (smart_style_url: string) => {
      app.ehr.behave.token = { smart_style_url }
      return (await (await app.opened()).get('/app/api/session')).json.smartStyle
    }
    expect(await styleBy(`${app.ehr.origin}/auth/style`)).toEqual({ color_text: '#111' })
    const trap = await setTrap()
    expect(await styleBy(`http://127.0.0.1:${trap.port}/auth/style`)).toBeUndefined()
    expect(trap.connections()).toBe(0)
    await trap.close()
  })
})

describe('who logged in is in the trail', () => {
  const userOf = async () => {
    await app.opened(browser)
    await app.store.flush()
    const users = []
    for await (const { event, user } of app.store.audit.records())
      if (event === 'app-login') users.push(user)
    return users.at(-1)
  }

  test('as the address of who it is on the FHIR server', async () => {
    expect(await userOf()).toBe(`${app.ehr.iss}/Practitioner/house`)
  })

  test.each([
    ['https://EHR.example:443/fhir/Practitioner/7', 'https://ehr.example/fhir/Practitioner/7'],
    ['https://ehr.example/fhir/Practitioner/7', 'https://ehr.example/fhir/Practitioner/7'],
  ])('as the address that is said, in one spelling: %s', async (fhirUser, user) => {
    app.ehr.behave.claims = { fhirUser }
    expect(await userOf()).toBe(user)
    expect((await browser.get('/app/api/advice')).status).toBe(200)
    // Of another server, whose ids are other people here.
    expect(app.ehr.seen.filter((call) => call.includes('Practitioner'))).toEqual([])
  })

  test('ASVS 6.8.1 and two of one id on two servers of one client are two', async () => {
    const second = await startSmartServer('ada', resources)
    const both = await startCompanion({ patient: 'ada', resources, servers: [second.iss] })
    try {
      for (const { iss } of [both.ehr, second]) {
        const by = both.browser()
        const { location } = await by.get(await both.launched(by, iss))
        expect((await by.get(location)).status).toBe(303)
      }
      await both.store.flush()
      const users = []
      for await (const { event, user } of both.store.audit.records())
        if (event === 'app-login') users.push(user)
      expect(users).toEqual([both.ehr, second].map(({ iss }) => `${iss}/Practitioner/house`))
    } finally {
      await both.close()
      await second.close()
    }
  })

  test.each<[string, Record<string, unknown>]>([
    ['there is none', { fhirUser: undefined }],
    ['it cannot be one', { fhirUser: { reference: 'Practitioner/house' } }],
    ['it is no reference', { fhirUser: 'house' }],
    ['it is a page of somebody’s own', { fhirUser: undefined, profile: 'https://me.example/' }],
    ['it is a relative one in a path', { fhirUser: 'x/Practitioner/house' }],
    ['it is too long', { fhirUser: `Practitioner/${'x'.repeat(300)}` }],
  ])('as issuer and subject where %s', async (_name, claims) => {
    app.ehr.behave.claims = claims
    expect(await userOf()).toBe(`${app.ehr.origin}#user-1`)
  })

  test('and a subject that looks like a reference is none', async () => {
    app.ehr.behave.claims = { fhirUser: undefined, sub: 'x/Practitioner/house' }
    expect(await userOf()).toBe(`${app.ehr.origin}#x/Practitioner/house`)
    expect((await browser.get('/app/api/advice')).status).toBe(200)
    expect(app.ehr.seen.filter((call) => call.includes('Practitioner'))).toEqual([])
  })
})

describe('T28 a launch is refused', () => {
  test('R3 from an iss that is not registered, before anything is sent', async () => {
    const trap = await setTrap()
    const { port } = trap
    const spellings = [
      `http://127.0.0.1:${port}/fhir`,
      `http://localhost:${port}/fhir`,
      `http://[::1]:${port}/fhir`,
      `http://2130706433:${port}/fhir`,
      `http://0x7f.1:${port}/fhir`,
      `${app.ehr.iss}@127.0.0.1:${port}/`,
      `http://127.0.0.1:${port}/${app.ehr.iss}`,
      `//127.0.0.1:${port}/fhir`,
      `${app.ehr.iss}/../..//127.0.0.1:${port}`,
      `${app.ehr.iss}?x=http://127.0.0.1:${port}`,
      `${app.ehr.iss}#x`,
      `http:\\\\127.0.0.1:${port}\\fhir`,
      '"><script>alert(1)</script>',
    ]
    for (const iss of spellings) {
      const refused = await browser.get(`/app/launch?launch=a&iss=${encodeURIComponent(iss)}`)
      expect([iss, refused.status]).toEqual([iss, 403])
      expect(refused.headers.get('content-type')).toContain('text/html')
      expect(refused.text).toContain('not registered')
      expect(refused.text).not.toContain(iss)
      expect(refused.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    }
    expect(trap.connections()).toBe(0)
    expect(app.ehr.seen).toEqual([])
    await trap.close()
  })

  test.each([
    ['without launch', '?iss=ISS'],
    ['without iss', '?launch=a'],
    ['with two iss', '?launch=a&iss=ISS&iss=ISS'],
  ])('%s', async (_name, query) => {
    const path = `/app/launch${query.replaceAll('ISS', encodeURIComponent(app.ehr.iss))}`
    expect((await browser.get(path)).status).toBe(400)
    expect(app.ehr.seen).toEqual([])
  })

  test('where endpoints are at another origin than the registered one', async () => {
    const trap = await setTrap()
    const elsewhere = `http://127.0.0.1:${trap.port}`
    for (const name of [
      'issuer',
      'authorization_endpoint',
      'token_endpoint',
      'jwks_uri',
      'revocation_endpoint',
    ]) {
      app.ehr.behave.discovery = { [name]: `${elsewhere}/x` }
      const refused = await browser.get(
        `/app/launch?iss=${encodeURIComponent(app.ehr.iss)}&launch=a`,
      )
      expect([name, refused.status, reasonOf()]).toEqual([name, 502, 'discovery-failed'])
    }
    expect(trap.connections()).toBe(0)
    await trap.close()
  })

  test('where the OpenID document with its keys is of another issuer', async () => {
    app.ehr.behave.discovery = { jwks_uri: undefined }
    const jwks_uri = `${app.ehr.origin}/auth/jwks`
    for (const issuer of [undefined, `${app.ehr.origin}/other`, 'https://elsewhere.example']) {
      app.ehr.behave.openid = { issuer, jwks_uri }
      expect(await app.launched(browser)).toBe('')
      expect(reasonOf()).toBe('discovery-failed')
    }
    app.ehr.behave.openid = { issuer: app.ehr.origin, jwks_uri }
    expect((await browser.get(await authorized())).status).toBe(303)
  })

  test('where the server names another issuer than the one that is registered for it', async () => {
    const companion = { issuer: 'https://login.example.org/north' }
    const other = await startCompanion({ patient: 'ada', resources, companion })
    try {
      expect(await other.launched(other.browser())).toBe('')
    } finally {
      await other.close()
    }
  })

  test('where the server cannot PKCE, or its document cannot be read', async () => {
    for (const discovery of [
      { code_challenge_methods_supported: ['plain'] },
      { token_endpoint: undefined },
      { authorization_endpoint: 7 },
    ]) {
      app.ehr.behave.discovery = discovery
      expect(await app.launched(browser)).toBe('')
    }
  })
})

test.each([
  ['identity-wrong', { id_token: 'rubbish' }],
  ['no-patient', { patient: undefined }],
])('tokens of which no session comes are given back: %s', async (reason, token) => {
  app.ehr.behave.token = token
  await browser.get(await authorized())
  expect(reasonOf()).toBe(reason)
  expect(tokens()).toHaveLength(2)
  expect(app.ehr.revoked.toSorted()).toEqual(tokens())
})

describe('T28 a log-in is refused', () => {
  test('with a state that was never given, or none', async () => {
    const back = new URL(await authorized())
    back.searchParams.set('state', 'x'.repeat(43))
    expect((await browser.get(back.href)).status).toBe(400)
    expect((await browser.get('/app/callback/north?code=a')).status).toBe(400)
    expect(app.ehr.forms).toEqual([])
  })

  test('with a state that was used before', async () => {
    const back = await authorized()
    const kept = new Map(browser.cookies)
    expect((await browser.get(back)).status).toBe(303)
    for (const [name, value] of kept) browser.cookies.set(name, value)
    expect((await browser.get(back)).status).toBe(400)
    expect(reasonOf()).toBe('state-unknown')
  })

  test('in another browser, which takes nothing away from the first one', async () => {
    const back = await authorized()
    const other = app.browser()
    await app.launched(other)
    expect((await other.get(back)).status).toBe(400)
    expect(app.ehr.forms).toEqual([])
    expect((await browser.get(back)).status).toBe(303)
  })

  test('with what another launch left in the browser, or with a part of it changed', async () => {
    const back = await authorized()
    const name = launchCookieOf(back)
    const own = browser.cookies.get(name) ?? ''
    const other = await authorized()
    const swapped = browser.cookies.get(launchCookieOf(other)) ?? ''
    for (const given of [swapped, `${own.slice(0, -8)}AAAAAAAA`, own.slice(0, -4), '']) {
      browser.cookies.set(name, given)
      expect((await browser.get(back)).status).toBe(400)
      expect(reasonOf()).toBe('state-unknown')
    }
    expect(app.ehr.forms).toEqual([])
  })

  test('at the address of another client, whose server need not say who it is (RFC 9700 §4.4)', async () => {
    const south = await startSmartServer('ada', resources)
    const key = await makeKey()
    const other = {
      ...{ id: 'south', issuer: 'https://south.example.org', jwks: { keys: [key.jwk] } },
      ...{ internalFhirServers: [south.iss], companion: { clientId: 'app-2' } },
    }
    const both = await startCompanion({ patient: 'ada', resources, others: [other] })
    try {
      for (const ehr of [both.ehr, south]) {
        ehr.behave.discovery = { authorization_response_iss_parameter_supported: undefined }
        ehr.behave.redirect = { iss: undefined }
      }
      const by = both.browser()
      // What `north`, turned bad, sends its users on to, so that it is given the code of `south`.
      const begun = new URL(await both.launched(by))
      const asked = new URL(await both.launched(both.browser(), south.iss))
      asked.searchParams.set('state', begun.searchParams.get('state') ?? '')
      const { location } = await by.get(asked.href)
      expect(new URL(location).pathname).toBe('/app/callback/south')
      const refused = await by.get(location)
      expect([refused.status, both.logs.at(-1)?.reason]).toEqual([400, 'state-unknown'])
      expect([both.ehr.forms, south.forms]).toEqual([[], []])
      expect((await by.get(location.replace('/south', ''))).status).toBe(404)
      const { location: own } = await by.get(begun.href)
      expect((await by.get(own)).status).toBe(303)
    } finally {
      await both.close()
      await south.close()
    }
  })

  test('after ten minutes', async () => {
    const back = await authorized()
    app.later(601)
    expect((await browser.get(back)).status).toBe(400)
  })

  test.each([['https://elsewhere.example'], [undefined]])('RFC 9207 with iss %s', async (iss) => {
    app.ehr.behave.redirect = { iss }
    expect((await browser.get(await authorized())).status).toBe(400)
    expect(reasonOf()).toBe('issuer-wrong')
    expect(app.ehr.forms).toEqual([])
  })

  test.each([
    ['access_denied', 403, 'access-denied'],
    ['server_error', 502, 'authorization-failed'],
    ['<script>', 502, 'authorization-failed'],
  ])('by the server: %s', async (error, status, reason) => {
    app.ehr.behave.redirect = { error, code: undefined, error_description: '<b>hostile</b>' }
    const page = await browser.get(await authorized())
    expect([page.status, reasonOf()]).toEqual([status, reason])
    expect(page.text).not.toMatch(/<script>|hostile/)
  })

  test.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'https://elsewhere.example' }],
    ['another audience', { aud: 'app-2' }],
    ['several audiences without azp', { aud: ['app-1', 'app-2'] }],
    ['an end that is over', { exp: Math.floor(Date.now() / 1000) - 120 }],
    ['no end', { exp: undefined }],
    ['another nonce', { nonce: 'another' }],
    ['no nonce', { nonce: undefined }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a subject beyond 255 characters', { sub: 'x'.repeat(256) }],
    ['a subject that is no text', { sub: 7 }],
  ])('where the id token has %s', async (_name, claims) => {
    app.ehr.behave.claims = claims
    expect((await browser.get(await authorized())).status).toBe(502)
    expect(reasonOf()).toBe('identity-wrong')
    expect((await browser.get('/app/api/session')).status).toBe(401)
  })

  test('where the id token is signed by another key, not at all, or is missing', async () => {
    app.ehr.behave.idKey = await makeKey('ES384', 'id-1')
    expect((await browser.get(await authorized())).status).toBe(502)
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const bare = `${part({ alg: 'none', kid: 'id-1' })}.${part({ iss: app.ehr.origin })}.`
    for (const id_token of [bare, 'rubbish', undefined]) {
      app.ehr.behave.token = { id_token }
      expect((await browser.get(await authorized())).status).toBe(502)
      expect(reasonOf()).toBe('identity-wrong')
    }
  })

  test('where no patient was chosen, or the token response cannot be used', async () => {
    for (const [token, reason] of [
      [{ patient: undefined }, 'no-patient'],
      [{ patient: 'a/../b' }, 'token-failed'],
      [{ encounter: 'a/../b' }, 'token-failed'],
      [{ token_type: 'mac' }, 'token-failed'],
      [{ access_token: 'a\nb' }, 'token-failed'],
    ] as const) {
      app.ehr.behave.token = token
      const { status } = await browser.get(await authorized())
      expect([status >= 400, reasonOf()]).toEqual([true, reason])
    }
  })
})

test('T28 6,000 launches that a stranger begins take no log-in from others', async () => {
  const back = await authorized()
  expect(browser.cookies.get(launchCookieOf(back))?.length).toBeLessThan(3500)
  const { host, port } = new URL(app.url)
  const path = `/app/launch?iss=${encodeURIComponent(app.ehr.iss)}&launch=a`
  const one = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n`
  const bytes = `${`${one}\r\n`.repeat(199)}${one}Connection: close\r\n\r\n`
  for (let begun = 0; begun < 6000; begun += 200) {
    const answers = await exchange(Number(port), bytes)
    expect(answers.filter(({ status }) => status === 302)).toHaveLength(200)
  }
  expect((await browser.get(back)).status).toBe(303)
})

test('several tabs of a browser launch at once, and each comes back to its own', async () => {
  const backs = await Promise.all(Array.from({ length: 5 }, () => authorized()))
  for (const back of backs.toReversed()) expect((await browser.get(back)).status).toBe(303)
})

test('each log-in has a session id of its own, and ends the one before', async () => {
  await app.opened(browser)
  const first = browser.cookies.get('__Host-cardstock-app')
  await app.opened(browser)
  const second = browser.cookies.get('__Host-cardstock-app')
  expect(second).not.toBe(first)
  browser.cookies.set('__Host-cardstock-app', first ?? '')
  expect((await browser.get('/app/api/session', { 'x-cardstock-csrf': '' })).status).toBe(401)
})

test('ASVS 7.6.2 a log-in that comes to nothing leaves the session before it as it was', async () => {
  await app.opened(browser)
  await app.launched(browser)
  expect((await browser.get('/app/api/session')).status).toBe(200)
  for (const behave of [
    { redirect: { error: 'access_denied', code: undefined } },
    { token: { patient: undefined } },
    { token: { id_token: 'rubbish' } },
    { tokenStatus: 503 },
  ]) {
    Object.assign(app.ehr.behave, { redirect: {}, token: {}, tokenStatus: undefined }, behave)
    expect((await browser.get(await authorized())).status).toBeGreaterThanOrEqual(400)
    expect((await browser.get('/app/api/session')).status).toBe(200)
    expect((await browser.get('/app/api/patient')).status).toBe(200)
  }
})

test('a cookie that somebody planted becomes no session', async () => {
  browser.cookies.set('__Host-cardstock-app', 'planted'.padEnd(43, 'x'))
  await app.opened(browser)
  expect(browser.cookies.get('__Host-cardstock-app')).not.toMatch(/^planted/)
})

test('HEAD begins nothing and uses nothing up', async () => {
  const back = await authorized()
  const asked = app.ehr.seen.length
  for (const path of [back, `/app/launch?iss=${app.ehr.iss}&launch=a`, '/app/api/session']) {
    const head = await fetch(new URL(path, app.url), { method: 'HEAD', redirect: 'manual' })
    expect(head.status).toBe(405)
  }
  expect(app.ehr.seen.length).toBe(asked)
  expect((await browser.get(back)).status).toBe(303)
})

test('codes and launches that are tokens of their own fit into the address', async () => {
  const launch = 'x'.repeat(6000)
  const path = `/app/launch?iss=${encodeURIComponent(app.ehr.iss)}&launch=${launch}`
  expect(new URL((await browser.get(path)).location).searchParams.get('launch')).toBe(launch)
  expect((await browser.get(`${path}${'x'.repeat(3000)}`)).status).toBe(414)
  const back = new URL(await authorized())
  back.searchParams.set('code', launch)
  expect((await browser.get(back.href)).status).toBe(502)
  expect((await browser.get(`${back.href}${'x'.repeat(3000)}`)).status).toBe(414)
})

test('behind a proxy with a prefix: addresses are the public one, or relative', async () => {
  const prefixed = await startCompanion({ patient: 'ada', resources, prefix: '/cds' })
  try {
    const by = prefixed.browser()
    const asked = new URL(await prefixed.launched(by))
    const redirect = `${prefixed.url}/cds/app/callback/north`
    expect(asked.searchParams.get('redirect_uri')).toBe(redirect)
    // The proxy takes the prefix off.
    const { location } = await by.get(asked.href)
    const done = await by.get(location.replace('/cds/', '/'))
    expect([done.status, done.location]).toEqual([303, '../'])
    expect(prefixed.ehr.forms[0]?.form.get('redirect_uri')).toBe(redirect)
  } finally {
    await prefixed.close()
  }
})
