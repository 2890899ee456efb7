import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose'
import { type OpenApp, openApp } from '../support/open-app.ts'
import { CLIENT, pageCall, type SmartApp, smartApp } from '../support/smart-app.ts'

const NOW = '2026-11-24T12:00:00Z'
let app: OpenApp
let smart: SmartApp

beforeAll(async () => {
  app = await openApp(NOW)
})
beforeEach(() => {
  smart = smartApp(app.url)
})
afterAll(() => app.close())

async function launched(more: object = {}): Promise<string> {
  const { body } = await pageCall(app.url, 'launch', { patient: 'ada', ...more })
  return String(body.launch)
}

/** The code of an EHR launch, with a form that exchanges it. */
async function codeOf(more: Readonly<Record<string, string | null>> = {}, launch: object = {}) {
  const query = smart.query({ launch: await launched(launch), ...more })
  const { to } = await smart.authorize(query)
  return {
    grant_type: 'authorization_code',
    code: to?.searchParams.get('code') ?? '',
    redirect_uri: `${app.url}/app/callback/open`,
    code_verifier: smart.verifier,
  }
}

function read(path: string, token: unknown) {
  return fetch(`${app.url}/sandbox/fhir/${path}`, { headers: { authorization: `Bearer ${token}` } })
}

describe('discovery', () => {
  test('smart-configuration names the endpoints, and the CapabilityStatement the same', async () => {
    const smartText = await fetch(`${app.url}/sandbox/fhir/.well-known/smart-configuration`)
    expect(await smartText.json()).toMatchObject({
      issuer: `${app.url}/sandbox/fhir`,
      authorization_endpoint: `${app.url}/sandbox/auth/authorize`,
      token_endpoint: `${app.url}/sandbox/auth/token`,
      revocation_endpoint: `${app.url}/sandbox/auth/revoke`,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    })
    const metadata = await (await fetch(`${app.url}/sandbox/fhir/metadata`)).json()
    expect(metadata).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' })
    expect(JSON.stringify(metadata)).toContain(`${app.url}/sandbox/auth/token`)
  })
})

describe('EHR launch', () => {
  test('leads straight back, with state and iss; the token has the context and works', async () => {
    const about = '{"service":"cardiometabolic-risk","rule":"diabetes-screening"}'
    const launch = await launched({ appContext: about })
    const { to, status } = await smart.authorize(smart.query({ launch, nonce: 'n-1' }))
    expect(status).toBe(303)
    expect(to?.origin + (to?.pathname ?? '')).toBe(`${app.url}/app/callback/open`)
    expect(to?.searchParams.get('state')).toBe('state-1')
    expect(to?.searchParams.get('iss')).toBe(`${app.url}/sandbox/fhir`)
    const { status: ok, body } = await smart.token({
      grant_type: 'authorization_code',
      code: to?.searchParams.get('code') ?? '',
      redirect_uri: `${app.url}/app/callback/open`,
      code_verifier: smart.verifier,
    })
    expect(ok).toBe(200)
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'launch openid fhirUser patient/*.rs offline_access',
      patient: 'ada',
      appContext: about,
      need_patient_banner: true,
      smart_style_url: `${app.url}/sandbox/auth/style.json`,
    })
    expect((await read('Patient/ada', body.access_token)).status).toBe(200)
    const jwks = (await (await fetch(`${app.url}/sandbox/auth/jwks`)).json()) as JSONWebKeySet
    const { payload } = await jwtVerify(String(body.id_token), createLocalJWKSet(jwks), {
      issuer: `${app.url}/sandbox/fhir`,
      audience: CLIENT,
      currentDate: new Date(NOW),
    })
    expect(payload).toMatchObject({
      nonce: 'n-1',
      fhirUser: `${app.url}/sandbox/fhir/Practitioner/sandbox-clinician`,
    })
  })

  test('a question mark in a value is part of it', async () => {
    const query = smart.query({ launch: await launched(), state: '' })
    const url = `${app.url}/sandbox/auth/authorize?state=a?b&${query}`.replace('&state=&', '&')
    const answer = await fetch(url, { redirect: 'manual' })
    const to = new URL(answer.headers.get('location') ?? 'about:blank')
    expect([to.searchParams.get('state'), to.searchParams.has('code')]).toEqual(['a?b', true])
  })

  test('an embedded launch needs no banner', async () => {
    const { body } = await smart.token(await codeOf({}, { embedded: true }))
    expect(body.need_patient_banner).toBe(false)
  })

  test('a launch is used once', async () => {
    const launch = await launched()
    await smart.authorize(smart.query({ launch }))
    const { to } = await smart.authorize(smart.query({ launch }))
    expect(to?.searchParams.get('error')).toBe('invalid_request')
  })

  test('a launch is forgotten after five minutes', async () => {
    const launch = await launched()
    app.later(301)
    const { to } = await smart.authorize(smart.query({ launch }))
    expect(to?.searchParams.get('error')).toBe('invalid_request')
  })
})

describe('refused before anybody is sent back', () => {
  test.each([
    ['a client that is not registered', { client_id: 'other' }],
    ['another redirect_uri', { redirect_uri: 'https://evil.example/callback' }],
    ['a redirect_uri that begins as the registered one', { redirect_uri: '/app/callback/open/x' }],
    ['no redirect_uri', { redirect_uri: null }],
  ])('%s', async (_name, more) => {
    const { to, status, page } = await smart.authorize(smart.query(more))
    expect({ to, status }).toEqual({ status: 400 })
    expect(page).toContain('cannot be authorized')
  })
})

describe('refused with an error to the app', () => {
  test.each([
    ['no challenge', { code_challenge: null }, 'invalid_request'],
    ['the plain method', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['another aud', { aud: 'https://other.example/fhir' }, 'invalid_request'],
    ['no state', { state: null }, 'invalid_request'],
    ['an unknown launch', { launch: 'unknown' }, 'invalid_request'],
    ['the scope launch without a launch', {}, 'invalid_request'],
    ['response_type token', { response_type: 'token' }, 'unsupported_response_type'],
    ['only scopes that nobody knows', { scope: 'launch everything' }, 'invalid_scope'],
  ])('%s', async (_name, more: Readonly<Record<string, string | null>>, error) => {
    const { to } = await smart.authorize(smart.query(more))
    expect(to?.searchParams.get('error')).toBe(error)
    expect(to?.searchParams.get('iss')).toBe(`${app.url}/sandbox/fhir`)
    expect(to?.searchParams.has('code')).toBe(false)
  })
})

describe('the code', () => {
  test('is used once, and what came of it ends when it is shown again', async () => {
    const form = await codeOf()
    const first = await smart.token(form)
    expect(await smart.token(form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await read('Patient/ada', first.body.access_token)).status).toBe(401)
  })

  test.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }],
    ['another redirect_uri', { redirect_uri: 'https://evil.example' }],
  ])('is not taken with %s', async (_name, more) => {
    const answer = await smart.token({ ...(await codeOf()), ...more })
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  test('is not taken after a minute', async () => {
    const form = await codeOf()
    app.later(61)
    expect((await smart.token(form)).body.error).toBe('invalid_grant')
  })

  test('is not taken of a client that is not registered', async () => {
    const answer = await smart.token({ ...(await codeOf()), client_id: 'other' })
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  })
})

describe('refreshing', () => {
  test('the token runs out, and a refresh token gives a new one, once', async () => {
    const { body } = await smart.token(await codeOf())
    app.later(301)
    expect((await read('Patient/ada', body.access_token)).status).toBe(401)
    const form = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) }
    const renewed = await smart.token(form)
    expect(renewed).toMatchObject({ status: 200, body: { patient: 'ada', expires_in: 300 } })
    expect((await read('Patient/ada', renewed.body.access_token)).status).toBe(200)
    // Shown again: somebody has a copy, so both lose theirs.
    expect((await smart.token(form)).body.error).toBe('invalid_grant')
    expect((await read('Patient/ada', renewed.body.access_token)).status).toBe(401)
    const next = { ...form, refresh_token: String(renewed.body.refresh_token) }
    expect((await smart.token(next)).body.error).toBe('invalid_grant')
  })

  test('may ask for less, never for more', async () => {
    const { body } = await smart.token(await codeOf())
    const form = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) }
    const more = await smart.token({ ...form, scope: 'patient/*.cruds' })
    expect(more.body.error).toBe('invalid_scope')
    const less = await smart.token({ ...form, scope: 'patient/*.rs' })
    expect(less).toMatchObject({ status: 200, body: { scope: 'patient/*.rs' } })
    const again = await smart.token({ ...form, scope: 'patient/*.cruds' })
    expect(again.body.error).toBe('invalid_grant')
    expect((await read('Patient/ada', less.body.access_token)).status).toBe(401)
  })

  test('is not offered without its scope', async () => {
    const { body } = await smart.token(await codeOf({ scope: 'launch patient/*.rs' }))
    expect(body).not.toHaveProperty('refresh_token')
    expect(body).not.toHaveProperty('id_token')
  })
})

test('revoking ends the tokens, and tells nothing of unknown ones', async () => {
  const { body } = await smart.token(await codeOf())
  const revoke = (token: string) =>
    fetch(`${app.url}/sandbox/auth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: CLIENT }),
    })
  expect((await revoke('unknown')).status).toBe(200)
  expect((await revoke(String(body.refresh_token))).status).toBe(200)
  expect((await read('Patient/ada', body.access_token)).status).toBe(401)
})

describe('standalone launch', () => {
  const scope = 'launch/patient openid fhirUser patient/Patient.rs patient/Observation.rs'

  test('a person picks the patient and leaves a scope out', async () => {
    const { page, status } = await smart.authorize(smart.query({ scope }))
    expect(status).toBe(200)
    expect(page).toContain('<option value="ada">')
    const to = await smart.decide(page, {
      ...{ patient: 'ada', decision: 'allow' },
      scope: ['openid', 'patient/Patient.rs'],
    })
    const { body } = await smart.token({
      grant_type: 'authorization_code',
      code: to.searchParams.get('code') ?? '',
      redirect_uri: `${app.url}/app/callback/open`,
      code_verifier: smart.verifier,
    })
    expect(body).toMatchObject({
      patient: 'ada',
      scope: 'launch/patient openid patient/Patient.rs',
      need_patient_banner: true,
    })
    expect(decodeJwt(String(body.id_token))).not.toHaveProperty('fhirUser')
    expect((await read('Patient/ada', body.access_token)).status).toBe(200)
    expect((await read('Observation?patient=ada', body.access_token)).status).toBe(403)
  })

  test.each([
    ['denies', { decision: 'deny', scope: ['openid'], patient: 'ada' }],
    ['leaves everything out', { decision: 'allow', patient: 'ada' }],
    ['names a patient that there is not', { decision: 'allow', scope: ['openid'], patient: 'x' }],
  ])('access_denied where the person %s', async (_name, form) => {
    const { page } = await smart.authorize(smart.query({ scope }))
    const to = await smart.decide(page, form)
    expect(to.searchParams.get('error')).toBe('access_denied')
    expect(to.searchParams.get('state')).toBe('state-1')
  })

  test('a question is answered once', async () => {
    const { page } = await smart.authorize(smart.query({ scope }))
    const form = { decision: 'allow', scope: ['openid'], patient: 'ada' }
    await smart.decide(page, form)
    expect((await smart.decide(page, form)).protocol).toBe('about:')
  })

  test('an EHR launch asks too where the page wishes it', async () => {
    const query = smart.query({ launch: await launched({ consent: true }) })
    const { page } = await smart.authorize(query)
    expect(page).toContain('asks for access')
    expect(page).not.toContain('<select')
  })

  test('the page runs no script and is framed by us alone', async () => {
    const answer = await fetch(`${app.url}/sandbox/auth/authorize?${smart.query({ scope })}`)
    const policy = answer.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'self'")
  })
})
