import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { type JwksServer, startJwksServer } from '../support/jwks-server.ts'
import { makeApp } from '../support/make-app.ts'
import { MAIN } from '../support/serve.ts'
import { startSmartServer } from '../support/smart-server.ts'
import { clientsYaml, makeKey, sign, type TestKey } from '../support/tokens.ts'

const BASE = 'https://cds.example.org'
const ISS = 'https://ehr.example.org'
const AT = '2026-11-24T12:00:00Z'
const now = Date.parse(AT) / 1000
const AUD = `${BASE}/cds-services/medication-safety`

let jwks: JwksServer
let key: TestKey
let file: string
beforeAll(async () => {
  key = await makeKey('ES384', 'k1')
  jwks = await startJwksServer(key.jwk, { kty: 'EC', kid: 'broken' })
  file = write(
    `publicUrl: ${BASE}\n${clientsYaml({
      id: 'ehr',
      issuer: ISS,
      internalJwksUrl: jwks.url,
      services: ['medication-safety'],
      vendor: 'ticket 4711',
    })}`,
  )
})
afterAll(() => jwks.close())

function write(config: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'cardstock-')), 'config.yaml')
  writeFileSync(path, config)
  return path
}

async function check(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [MAIN, 'client', ...args], { stdio: 'pipe' })
  child.stdin.end(input)
  const exited = once(child, 'exit')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: (await exited)[0] as number, out, err }
}

const token = (claims: object = {}, aud: unknown = AUD, signer = key) =>
  sign({ key: signer, iss: ISS, now }, aud, { sub: 'Zaphodine', ...claims })

describe('cardstock client check', () => {
  test('tells about each client and key, and ends with 0', async () => {
    const { code, out } = await check(['check', file])
    expect(out).toContain(`iss ${ISS}`)
    expect(out).toContain('key "k1": for ES384')
    expect(out).toContain('key "broken": is no key')
    expect(out).toContain('ticket 4711')
    expect(code).toBe(0)
  })

  test('tells how the companion app logs in, and what keeps it from that', async () => {
    const ehr = await startSmartServer('ada', [])
    const config = write(
      `publicUrl: ${BASE}\n${clientsYaml({
        ...{ id: 'ehr', issuer: ISS, internalJwksUrl: jwks.url, internalFhirServers: [ehr.iss] },
        companion: { clientId: 'app-1' },
      })}`,
    )
    const { code, out } = await check(['check', config])
    expect(out).toContain('ehr: companion app app-1, public client')
    expect(out).toContain(`redirect_uri ${BASE}/app/callback/ehr`)
    expect(out).toContain(`authorization at ${ehr.origin}/auth/authorize`)
    expect(out).toMatch(/scopes launch openid .*patient\/Observation\.rs/)
    expect(code).toBe(0)
    ehr.behave.discovery = { token_endpoint: 'https://login.example.org/token' }
    const pinned = await check(['check', config])
    expect(pinned.out).toContain('endpoint-elsewhere; list the origin as authOrigins')
    expect(pinned.code).toBe(1)
    await ehr.close()
  })

  test('with --offline calls nobody', async () => {
    const before = jwks.requests()
    const { code, out } = await check(['check', file, '--offline'])
    expect(out).toContain('not fetched (--offline)')
    expect([code, jwks.requests()]).toEqual([0, before])
  })

  test('ends with 1 where keys are not to be had', async () => {
    jwks.answer = (response) => response.writeHead(404).end()
    const { code, out } = await check(['check', file])
    jwks.answer = undefined
    expect(out).toContain('were not to be had: status-404')
    expect(code).toBe(1)
  })

  test('takes a token from standard input, and prints nothing of its signature and its subject', async () => {
    const given = await token()
    const { code, out } = await check(
      ['check', file, '--token', '-', '--url', AUD, '--at', AT],
      `Bearer ${given}\n`,
    )
    expect(out).toContain('taken: ehr')
    expect(code).toBe(0)
    expect(out).not.toContain(given.split('.')[2])
    expect(out).not.toContain('Zaphodine')
  })

  test.each<[string, string, () => Promise<string>]>([
    [
      'an audience of another service',
      'refused: aud-mismatch (step 4 of 6)',
      () => token({}, `${BASE}/cds-services/x`),
    ],
    ['one that has expired', 'refused: expired', () => token({ iat: now - 400, exp: now - 100 })],
    [
      'a stranger’s signature',
      'refused: signature-wrong (step 6 of 6)',
      async () => token({}, AUD, await makeKey('ES384', 'k1')),
    ],
    [
      'a key that is not there',
      'refused: key-unknown',
      async () => token({}, AUD, await makeKey('ES384', 'k2')),
    ],
    [
      'an algorithm that is not registered',
      'refused: alg-refused',
      async () => token({}, AUD, await makeKey('ES256', 'k1')),
    ],
    ['no token at all', 'refused: token-malformed (step 1 of 6)', async () => 'abc'],
  ])('explains %s, and ends with 1', async (_name, line, make) => {
    const { code, out } = await check([
      'check',
      file,
      '--token',
      await make(),
      '--url',
      AUD,
      '--at',
      AT,
    ])
    expect(out).toContain(line)
    expect(code).toBe(1)
  })

  test('without --url the token’s own address counts, and a service that is not the client’s is told', async () => {
    const other = `${BASE}/cds-services/discharge-check`
    const { code, out } = await check([
      'check',
      file,
      '--token',
      await token({}, other),
      '--at',
      AT,
    ])
    expect(out).toContain('for a call of /cds-services/discharge-check')
    expect(out).toContain('the answer is 403')
    expect(code).toBe(1)
  })

  test.each([
    ['a service that is switched off', 'medication-safety', 404],
    ['a service that is not there', 'nowhere', 404],
    ['an address that is none', 'discharge-check/else', 404],
    ['a service of others', 'discharge-check', 403],
    ['feedback about a service that is switched off', 'medication-safety/feedback', 404],
    ['feedback about a service of others', 'discharge-check/feedback', 403],
    ['one of its own', 'cardiometabolic-risk', 200],
    ['a silent one of its own', 'fall-risk', 200],
  ])('tells of %s what the service answers', async (_name, path, status) => {
    const own = ['medication-safety', 'cardiometabolic-risk', 'fall-risk']
    const config = `publicUrl: ${BASE}
services: { medication-safety: off, fall-risk: silent }
${clientsYaml({ id: 'ehr', issuer: ISS, jwks: { keys: [key.jwk] }, services: own })}`
    const aud = `${BASE}/cds-services/${path}`
    const given = await token({}, aud)
    const { code, out } = await check(['check', write(config), '--token', given, '--at', AT])
    expect(out).toContain(status === 200 ? 'taken: ehr' : `the answer is ${status}`)
    expect(code).toBe(status === 200 ? 0 : 1)

    const app = await makeApp({ config, now: AT })
    const answer = await supertest(app.app)
      .post(`/cds-services/${path}`)
      .set('authorization', `Bearer ${given}`)
      .send({ hook: 'none' })
    await app.close()
    // That the body is none of a hook is what the service says once it has let the call in.
    expect(answer.status).toBe(status === 200 ? 400 : status)
  })

  test.each([
    ['a slash at the end', '/', ''],
    ['a query', '?a=/cds-services', ''],
    ['both, about feedback', '/feedback/?a', '/feedback'],
    ['a slash at the end of aud too', '/', '/'],
  ])('a called address with %s is judged as the service does', async (_name, end, more) => {
    const config = `publicUrl: ${BASE}\n${clientsYaml({ id: 'ehr', issuer: ISS, jwks: { keys: [key.jwk] } })}`
    const given = await token({}, AUD + more)
    const asked = ['--token', given, '--url', AUD + end, '--at', AT]
    const { out } = await check(['check', write(config), ...asked])
    const app = await makeApp({ config, now: AT })
    const answer = await supertest(app.app)
      .post(`/cds-services/medication-safety${end}`)
      .set('authorization', `Bearer ${given}`)
      .send({ hook: 'none' })
    await app.close()
    expect(answer.status).toBe(more === '/' ? 401 : 400)
    expect(out).toContain(more === '/' ? 'refused: aud-mismatch' : 'taken: ehr')
    expect(out).not.toContain('the answer is')
  })

  test.each<[string, string, RegExp]>([
    ['no clients', 'publicUrl: https://cds.example.org', /lists no clients/],
    [
      'an unknown setting',
      clientsYaml({ id: 'a', issuer: 'a', jwksUrl: `${ISS}/k`, iss: 'a' }),
      /unknown setting iss/,
    ],
    [
      'an unknown service',
      clientsYaml({ id: 'a', issuer: 'a', jwksUrl: `${ISS}/k`, services: ['nope'] }),
      /there is no nope/,
    ],
    [
      'an unknown service switched off',
      `services: { nope: off }\n${clientsYaml({ id: 'a', issuer: 'a', jwksUrl: `${ISS}/k` })}`,
      /services: there is no nope/,
    ],
  ])('ends with 1 for a file with %s', async (_name, config, message) => {
    const { code, err } = await check(['check', write(config)])
    expect(err).toMatch(message)
    expect(code).toBe(1)
  })

  test.each([
    [[]],
    [['check']],
    [['list', 'x']],
    [['check', 'x', '--at', 'never']],
    [['check', 'a', 'b']],
  ])('ends with 2 where it is not understood: %j', async (args) => {
    const { code, err } = await check(args)
    expect(err).toContain('cardstock client check <file>')
    expect(code).toBe(2)
  })
})
