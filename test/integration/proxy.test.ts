import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import express from 'express'
import { withoutPrefix } from '../../src/http/prefix.ts'
import { staticPages } from '../../src/http/static-pages.ts'
import { type ReverseProxy, startProxy } from '../support/proxy.ts'
import { exchange, type Listening, listen } from '../support/raw-http.ts'
import { clientsYaml, makeKey, sign } from '../support/tokens.ts'
import { responseSchema } from '../support/wire.ts'

const NOW = '2026-11-24T12:00:00Z'
const PUBLIC = 'https://cds.example.org/cds'
const ISS = 'https://ehr.example.org'
const SERVICE = '/cds-services/cardiometabolic-risk'
const view = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')

const key = await makeKey()
/** A token for an address that the EHR calls. */
const token = (aud: string) => sign({ key, iss: ISS, now: Date.parse(NOW) / 1000 }, aud)
const config = `publicUrl: ${PUBLIC}
${clientsYaml({ id: 'ehr', issuer: ISS, jwks: { keys: [key.jwk] } })}`

describe.each([
  ['takes the prefix off', true],
  ['leaves the prefix on', false],
])('behind a proxy that %s', (_name, strips) => {
  let app: Listening
  let proxy: ReverseProxy
  beforeAll(async () => {
    app = await listen({ now: NOW, config })
    proxy = await startProxy({ to: app.port, prefix: '/cds', strips })
  })
  afterAll(async () => {
    await proxy.close()
    await app.close()
  })

  /** Calls as the EHR does: by the public address, with a token for `aud`. */
  async function call(path: string, body?: string, aud = PUBLIC + path): Promise<Response> {
    return fetch(`${proxy.url}/cds${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${await token(aud)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    })
  }

  test('discovery, hook call and feedback are answered to tokens for the public address', async () => {
    expect((await call('/cds-services')).status).toBe(200)
    const answer = await call(SERVICE, view)
    expect(answer.status).toBe(200)
    const { cards } = responseSchema.parse(await answer.json())
    expect(cards).toHaveLength(1)
    const links = cards.flatMap((card) => card.links ?? []).filter(({ type }) => type === 'smart')
    expect(links.filter(({ url }) => url !== `${PUBLIC}/app/launch`)).toEqual([])
    const feedback = {
      card: cards[0]?.uuid,
      outcome: 'overridden',
      outcomeTimestamp: NOW,
    }
    const taken = await call(`${SERVICE}/feedback`, JSON.stringify({ feedback: [feedback] }))
    expect(taken.status).toBe(200)
  })

  test('a token for an address without the prefix is for somebody else', async () => {
    expect((await call(SERVICE, view, `https://cds.example.org${SERVICE}`)).status).toBe(401)
  })

  test('no header of a proxy takes the place of a token, or changes what it is for', async () => {
    for (const headers of FORWARDED) {
      const answer = await fetch(`${proxy.url}/cds${SERVICE}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: view,
      })
      expect(answer.status).toBe(401)
    }
    const elsewhere = await fetch(`${app.url}${SERVICE}`, {
      method: 'POST',
      headers: {
        ...Object.assign({}, ...FORWARDED),
        authorization: `Bearer ${await token(`https://other.example.org${SERVICE}`)}`,
        'content-type': 'application/json',
      },
      body: view,
    })
    expect(elsewhere.status).toBe(401)
  })

  test('the audit trail has the address of the connection, not the one that a header names', async () => {
    await fetch(`${app.url}/cds-services`, { headers: { 'x-forwarded-for': '203.0.113.9' } })
    await app.store.flush()
    const addresses = new Set<string>()
    for await (const { address } of app.store.audit.records()) addresses.add(address)
    expect([...addresses]).toEqual(['127.0.0.1'])
  })

  test('the links of the first page lead to what answers', async () => {
    const page = await fetch(`${proxy.url}/cds/`)
    const html = await page.text()
    const own = [...html.matchAll(/href="(?!https?:|#)([^"]+)"/g)].map(([, href = '']) => href)
    expect(own.length).toBeGreaterThan(2)
    for (const href of own) {
      const answer = await fetch(new URL(href, `${proxy.url}/cds/`))
      // Discovery wants a token, but is there.
      expect([href, answer.status]).toEqual([href, href.includes('cds-services') ? 401 : 200])
    }
  })

  test('a page is found without its slash too, and its files beside it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cardstock-page-'))
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<script src="./assets/main-1a2b.js"></script>')
    writeFileSync(join(folder, 'assets', 'main-1a2b.js'), 'export {}')
    const pages = express().use('/app', staticPages({ folder, frameAncestors: () => "'none'" }))
    const server = createServer(withoutPrefix(pages, PUBLIC)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    // Listening on TCP, so the address is not a pipe's name.
    const { port } = server.address() as AddressInfo
    const front = await startProxy({ to: port, prefix: '/cds', strips })
    const page = await fetch(`${front.url}/cds/app?iss=x`)
    expect([page.status, page.url]).toEqual([200, `${front.url}/cds/app/?iss=x`])
    const [, file = ''] = /src="([^"]+)"/.exec(await page.text()) ?? []
    expect(await (await fetch(new URL(file, page.url))).text()).toBe('export {}')
    await front.close()
    server.closeAllConnections()
    server.close()
  })

  test('health is told without the prefix too, to those who ask past the proxy', async () => {
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200)
    expect((await fetch(`${proxy.url}/cds/readyz`)).status).toBe(200)
  })
})

describe('T13 trustedProxies', () => {
  let app: Listening
  const begin = async (trustedProxies: string): Promise<void> => {
    app = await listen({ now: NOW, config: `trustedProxies: ${trustedProxies}\n${config}` })
  }
  afterEach(() => app.close())

  /** The address in the trail of a call that comes with this header, or with several of them. */
  async function noted(...forwarded: readonly string[]): Promise<string> {
    const lines = forwarded.map((each) => `X-Forwarded-For: ${each}\r\n`).join('')
    const id = `call-${calls++}`
    const bytes = `GET /cds-services HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ${id}\r\n${lines}Connection: close\r\n\r\n`
    const [answer] = await exchange(app.port, bytes)
    expect(answer?.status).toBe(401)
    await app.store.flush()
    for await (const { requestId, address } of app.store.audit.records())
      if (requestId === id) return address
    throw new Error('no record')
  }
  let calls = 0

  test('what a listed proxy saw stands in the trail, whatever the caller sent along', async () => {
    await begin('[127.0.0.1, 10.0.0.0/8]')
    expect(await noted('203.0.113.9')).toBe('203.0.113.9')
    expect(await noted('198.51.100.1, 203.0.113.9')).toBe('203.0.113.9')
    expect(await noted('198.51.100.1', '203.0.113.9', '10.1.2.3')).toBe('203.0.113.9')
    expect(await noted('198.51.100.1, <script>')).toBe('127.0.0.1')
    expect(await noted()).toBe('127.0.0.1')
  })

  test('a header of others changes nothing', async () => {
    await begin('[192.0.2.1, 10.0.0.0/8]')
    expect(await noted('203.0.113.9')).toBe('127.0.0.1')
    expect(await noted('203.0.113.9, 10.1.2.3')).toBe('127.0.0.1')
  })

  test('a call that is refused at the door has its address too', async () => {
    await begin('[127.0.0.1]')
    jest.spyOn(app.load.hooks, 'sheds').mockReturnValue(true)
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' }
    const answer = await fetch(app.url + SERVICE, { method: 'POST', headers, body: view })
    expect(answer.status).toBe(503)
    await app.store.flush()
    const addresses: string[] = []
    for await (const { address } of app.store.audit.records()) addresses.push(address)
    expect(addresses).toEqual(['203.0.113.9'])
  })

  test('a listed proxy is believed in nothing else: no host, no scheme, no caller', async () => {
    await begin('[127.0.0.1]')
    const headers = { ...Object.assign({}, ...FORWARDED), 'content-type': 'application/json' }
    const asked = async (aud: string) => {
      const authorization = `Bearer ${await token(aud)}`
      const all = { ...headers, authorization }
      return await fetch(app.url + SERVICE, { method: 'POST', headers: all, body: view })
    }
    expect((await asked(`https://other.example.org${SERVICE}`)).status).toBe(401)
    expect((await asked(PUBLIC + SERVICE)).status).toBe(200)
    const bare = await fetch(app.url + SERVICE, { method: 'POST', headers, body: view })
    expect(bare.status).toBe(401)
  })

  test('one that names everybody, or nobody, stops the start', async () => {
    await begin('[]')
    for (const [entry, problem] of [
      ['0.0.0.0/0', 'must have from 1 to 32 bits'],
      ['proxy.example.org', 'must be an IP address'],
    ])
      await expect(listen({ config: `trustedProxies: ["${entry}"]\n${config}` })).rejects.toThrow(
        `trustedProxies.0: ${problem}`,
      )
  })
})

test('T13 open mode answers this machine alone, whatever a listed proxy says', async () => {
  const app = await listen({ now: NOW, config: 'trustedProxies: [192.0.2.1]' })
  const headers = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost' }
  const [other] = await exchange(
    app.port,
    'GET /cds-services HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\nConnection: close\r\n\r\n',
  )
  expect(other?.status).toBe(401)
  expect((await fetch(`${app.url}/cds-services`, { headers })).status).toBe(200)
  await app.close()
})

const FORWARDED = [
  { 'x-forwarded-for': '127.0.0.1' },
  { forwarded: 'for=127.0.0.1;host=cds.example.org;proto=https' },
  { 'x-forwarded-host': 'other.example.org', 'x-forwarded-proto': 'https' },
  { 'x-forwarded-prefix': '/cds', 'x-original-url': '/livez', 'x-rewrite-url': '/livez' },
  { 'x-real-ip': '127.0.0.1', 'x-client-cert': 'CN=ehr' },
]
