import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Browser, openBrowser } from '../support/browser.ts'
import { type OpenApp, openApp } from '../support/open-app.ts'
import { seen, watch } from '../support/page-checks.ts'
import { onRecord, sandboxPage } from '../support/sandbox-page.ts'

describe.each([
  ['takes the prefix off', true],
  ['leaves the prefix on', false],
])('the sandbox behind a proxy that %s', (_name, strips) => {
  let app: OpenApp
  let browser: Browser
  beforeAll(async () => {
    const behind = { prefix: '/cds', strips }
    ;[app, browser] = await Promise.all([openApp('2026-11-24T12:00:00Z', behind), openBrowser()])
  })
  afterAll(async () => {
    await browser.close()
    await app.close()
  })

  test('shows cards, signs an order, and opens the app with the figure of the card', async () => {
    const asked: string[] = []
    browser.context.on('request', (request) => asked.push(request.url()))
    const page = await browser.context.newPage()
    const watched = await watch(page)
    const ehr = sandboxPage(page, app.url)
    // The address as people type it: the slash is the service's to add.
    await page.goto(`${app.url}/sandbox`)
    await ehr.chart('David Moreau')
    const card = ehr.card(/PREVENT/)
    const [, onCard] = /risk ([\d.]+) %/.exec(await card.innerText()) ?? []

    const tab = browser.context.waitForEvent('page')
    await card.getByRole('button', { name: /companion app/ }).click()
    const opened = await tab
    expect(await opened.locator('[data-figure]').innerText()).toBe(onCard)
    expect(opened.url()).toBe(`${app.url}/app/`)
    await opened.close()

    await ehr.press(/^Order Atorvastatin/)
    await ehr.press('Sign 1 order')
    await ehr.button('Sign anyway').click()
    await ehr.sent('Sign orders').getByText('Arrived').waitFor()
    const query = 'MedicationRequest?patient=david&status=active'
    expect(await onRecord(app.url, 'david', query)).toHaveLength(1)

    await page.locator('summary', { hasText: 'Cardiometabolic risk' }).click()
    await page.getByRole('table').waitFor()

    expect(asked.filter((url) => !url.startsWith(`${app.url}/`))).toEqual([])
    expect(watched.complaints).toEqual([])
    expect(await seen(page)).toEqual([])
  })
})
