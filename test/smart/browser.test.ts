import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Frame, Page } from 'playwright-core'
import { type Browser, openBrowser } from '../support/browser.ts'
import { type Companion, newBrowser, startCompanion } from '../support/companion.ts'
import { resources } from '../support/companion-patient.ts'
import { type OpenApp, openApp } from '../support/open-app.ts'
import { serve, stop } from '../support/serve.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** What the page of the app is told, asked from within it. */
const sessionIn = (page: Page | Frame) =>
  page.evaluate(async () => {
    const response = await fetch('api/session')
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  })

/** Who has it has a session. */
const CSRF = expect.stringMatching(/^[\w-]{43}$/)

describe('in Chromium, in open mode over http on this machine', () => {
  let app: OpenApp
  beforeAll(async () => {
    app = await openApp('2026-11-24T12:00:00Z')
  })
  afterAll(() => app.close())

  test('the sandbox launches the app, which has a session and nothing in its address', async () => {
    const asked = await fetch(`${app.url}/sandbox/api/launch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        patient: 'ada',
        appContext: JSON.stringify({ service: 'cardiometabolic-risk', rule: 'kidney-function' }),
      }),
    })
    const { iss, launch } = (await asked.json()) as { iss: string; launch: string }
    const page = await browser.context.newPage()
    await page.goto(`${app.url}/app/launch?${new URLSearchParams({ iss, launch })}`)
    expect(page.url()).toBe(`${app.url}/app/`)
    const { status, body } = await sessionIn(page)
    expect([status, body.csrf]).toEqual([200, CSRF])
    const [cookie] = await browser.context.cookies(app.url)
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax' })
    await page.close()
  })
})

test('in open mode on a port of the system’s choosing', async () => {
  const serving = await serve('workers: 0')
  try {
    const by = newBrowser(serving.url)
    const { iss, launch } = (
      await by.post(
        '/sandbox/api/launch',
        { patient: 'ada' },
        { 'content-type': 'application/json' },
      )
    ).json
    const { location } = await by.get(`/app/launch?${new URLSearchParams({ iss, launch })}`)
    expect((await by.get((await by.get(location)).location)).status).toBe(303)
    expect((await by.get('/app/api/session')).json.csrf).toEqual(CSRF)
  } finally {
    await stop(serving)
  }
})

describe('in Chromium, in the frame of an EHR of another site', () => {
  test('R22 the app works where its origin is registered, and nowhere else', async () => {
    const ehr = createServer((request, response) => {
      const target = new URL(request.url ?? '/', 'http://x').searchParams.get('app') ?? ''
      response
        .setHeader('content-type', 'text/html')
        .end(`<!doctype html><iframe src="${target.replaceAll('&', '&amp;')}"></iframe>`)
    })
    await new Promise<void>((resolve) => ehr.listen(0, '127.0.0.1', resolve))
    const { port } = ehr.address() as AddressInfo
    // Of another site than 127.0.0.1, and on this machine all the same.
    const registered = `http://localhost:${port}`
    const app: Companion = await startCompanion({
      ...{ patient: 'ada', resources, companion: { frameAncestors: [registered] } },
    })
    try {
      const launch = `${app.url}/app/launch?iss=${encodeURIComponent(app.ehr.iss)}&launch=abc`
      const framed = async (origin: string) => {
        const page = await browser.context.newPage()
        await page.goto(`${origin}/?app=${encodeURIComponent(launch)}`)
        const [, frame] = page.frames()
        return { page, frame }
      }
      const good = await framed(registered)
      expect(good.frame?.url()).toBe(`${app.url}/app/`)
      expect(good.frame && (await sessionIn(good.frame))).toMatchObject({
        status: 200,
        body: { csrf: CSRF },
      })
      await good.page.close()
      const foreign = await framed(`http://127.0.0.1:${port}`)
      expect(foreign.frame?.url()).not.toBe(`${app.url}/app/`)
      await foreign.page.close()
    } finally {
      await app.close()
      ehr.closeAllConnections()
      await new Promise((resolve) => ehr.close(resolve))
    }
  })
})
