import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Browser, openBrowser } from '../support/browser.ts'
import { ehrAt } from '../support/ehr.ts'
import { type OpenApp, openApp } from '../support/open-app.ts'
import { seen, watch } from '../support/page-checks.ts'

const SERVICE = 'cardiometabolic-risk'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe.each([
  ['takes the prefix off', true],
  ['leaves the prefix on', false],
])('behind a proxy that %s', (_name, strips) => {
  let app: OpenApp
  beforeAll(async () => {
    app = await openApp('2026-11-24T12:00:00Z', { prefix: '/cds', strips })
  })
  afterAll(() => app.close())

  test('the app opens from its card, reads, computes, writes and logs out below the prefix', async () => {
    const ehr = ehrAt(app.url)
    const page = await browser.context.newPage()
    const watched = await watch(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const button = (name: string) => page.getByRole('button', { name })

    const card = await ehr.card(SERVICE, 'edith', /^Kidney failure risk/)
    const link = card.links?.find(({ type }) => type === 'smart')
    expect(link?.url).toBe(`${app.url}/app/launch`)
    await ehr.launch(page, 'edith', link)
    await page.locator('[data-figure]').waitFor()
    await page.waitForLoadState('networkidle')
    expect(page.url()).toBe(`${app.url}/app/`)
    expect(await page.locator('[data-figure]').innerText()).toBe('38.1')
    expect(await page.getByRole('region', { name: 'Patient' }).innerText()).toContain('Naumann')

    // The score's own code is fetched when it is first tried.
    await page.locator('.controls').getByLabel('UACR').fill('30')
    expect(await page.locator('[data-what-if]').innerText()).toMatch(/%$/)

    await button('Refer to nephrology').click()
    await button('Write to the record').click()
    await page.getByText('Written to the record.').waitFor()
    expect(await ehr.record('edith', 'ServiceRequest')).toHaveLength(1)

    await button('Log out').click()
    await page.getByRole('heading', { name: 'You are logged out' }).waitFor()
    await page.goto(`${app.url}/app/`)
    await page.getByRole('heading', { name: 'No patient is open' }).waitFor()
    expect(await seen(page)).toEqual([])
    expect(watched.complaints.filter((each) => !each.includes('401'))).toEqual([])
    expect(asked.filter((each) => !each.startsWith(`${app.url}/`))).toEqual([])
    await page.close()
  })
})
