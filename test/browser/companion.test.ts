import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import type { Card, Link } from '../../src/protocol/card.ts'
import { type Browser, openBrowser } from '../support/browser.ts'
import { type Ehr, ehrAt } from '../support/ehr.ts'
import { type OpenApp, openApp } from '../support/open-app.ts'
import {
  axeViolations,
  outOfPlace,
  type PageWatch,
  seen,
  turnTo,
  watch,
} from '../support/page-checks.ts'

const SERVICE = 'cardiometabolic-risk'

let app: OpenApp
let ehr: Ehr
let browser: Browser
let page: Page
let watched: PageWatch

beforeAll(async () => {
  ;[app, browser] = await Promise.all([openApp('2026-11-24T12:00:00Z'), openBrowser()])
  ehr = ehrAt(app.url)
})
afterAll(async () => {
  await browser.close()
  await app.close()
})
beforeEach(async () => {
  await browser.context.clearCookies()
  page = await browser.context.newPage()
  await page.setViewportSize({ width: 1280, height: 900 })
  watched = await watch(page)
})
afterEach(() => page.close())

const button = (name: string | RegExp) => page.getByRole('button', { name })
const panel = (name: string | RegExp) => page.getByRole('region', { name })
const figure = () => page.locator('[data-figure]')
const heading = (name: string | RegExp) => page.getByRole('heading', { name })

const smartLink = ({ links = [] }: Card): Link => {
  const link = links.find(({ type }) => type === 'smart')
  if (link === undefined) throw new Error('the card has no SMART link')
  return link
}
const kidneyCard = () => ehr.card(SERVICE, 'edith', /^Kidney failure risk/)

/** The figure is there, and nothing is being loaded any more. */
async function settled() {
  await figure().waitFor()
  await page.waitForLoadState('networkidle')
}

async function expectCalm() {
  expect(watched.complaints).toEqual([])
  expect(await seen(page)).toEqual([])
}

describe('from the card to the record', () => {
  test('the app shows the card’s figure, a what-if changes it, the suggestion is written', async () => {
    const card = await kidneyCard()
    const [, onCard] = /risk ([\d.]+) %/.exec(card.summary) ?? []
    expect(onCard).toBe('38.1')
    expect(await ehr.record('edith', 'ServiceRequest')).toEqual([])

    await ehr.launch(page, 'edith', smartLink(card))
    await settled()
    expect(page.url()).toBe(`${app.url}/app/`)
    expect(await figure().innerText()).toBe(onCard)
    expect(await panel('Patient').innerText()).toMatch(/Edith Naumann\s+Born\s+14\sNov\s1960/)
    expect(await panel('Progression of kidney disease').innerText()).toContain(card.summary)
    await expectCalm()

    await page.locator('.controls').getByLabel('UACR').fill('30')
    const tried = Number.parseFloat(await page.locator('[data-what-if]').innerText())
    expect(tried).toBeGreaterThan(0)
    expect(tried).toBeLessThan(Number(onCard))
    expect(await figure().innerText()).toBe(onCard)

    await button('Refer to nephrology').click()
    await button('Write to the record').dblclick()
    await page.getByText('Written to the record.').waitFor()
    const written = await ehr.record('edith', 'ServiceRequest')
    expect(written).toMatchObject([
      { code: { text: 'Referral to nephrology' }, subject: { reference: 'Patient/edith' } },
    ])
    expect(await panel('Progression').innerText()).toContain(`ServiceRequest/${written[0]?.id}`)
    expect(watched.complaints).toEqual([])
  })

  test('nothing secret, and nothing about the patient, is in addresses or in the browser’s keeping', async () => {
    const visited: string[] = []
    page.on('request', (request) => {
      if (!request.url().includes('/sandbox/')) visited.push(request.url())
    })
    await ehr.launch(page, 'david', smartLink(await ehr.card(SERVICE, 'david', /PREVENT/)))
    await settled()
    expect(visited.filter((url) => /Moreau|1970|token/.test(url))).toEqual([])
    expect(
      await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]),
    ).toEqual([0, 0, ''])
    expect(await figure().innerText()).toBe('8.2')
  })

  test('trends are the chart’s results', async () => {
    await ehr.launch(page, 'edith', smartLink(await kidneyCardAfterwards()))
    await settled()
    const uacr = page.getByRole('figure', { name: /UACR/ })
    expect(await uacr.innerText()).toMatch(/Latest: 980\smg\/g on 30\sOct\s2026/)
    await uacr.getByText('Table of').click()
    expect(await uacr.locator('tbody tr').first().innerText()).toMatch(/30\sOct\s2026\s+980/)
  })
})

/** The referral is on file by now, so the card has gone; its link is what an EHR may still have. */
async function kidneyCardAfterwards(): Promise<Card> {
  const appContext = JSON.stringify({ service: SERVICE, rule: 'ckd-progression', score: 'kfre' })
  const link: Link = { label: 'x', url: `${app.url}/app/launch`, type: 'smart', appContext }
  return { links: [link] } as unknown as Card // only its link is looked at
}

describe('opening', () => {
  const allow = (decision: 'Allow' | 'Deny') => button(decision).click()

  test('ASVS 7.6.2 a page of others cannot open it alone: somebody is asked', async () => {
    const foreign = 'http://foreign.example/'
    const launch = `${app.url}/app/launch?client=open`
    const body = `<!doctype html><a href="${launch}">Win</a><script>location = "${launch}"</script>`
    await page.route(foreign, (route) => route.fulfill({ contentType: 'text/html', body }))
    await page.goto(foreign)
    await heading('Open the companion app?').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('link', { name: 'Open the app' }).click()
    await page.waitForURL(/\/sandbox\/auth\/authorize/)
  })

  test('alone: a patient is chosen, and all scores of the chart can be looked at', async () => {
    await page.goto(`${app.url}/app/`)
    await page.getByRole('link', { name: 'open' }).click()
    await page.getByLabel('Whose records?').selectOption('nora')
    await allow('Allow')
    await settled()
    expect(await panel('Patient').innerText()).toContain('Nora Virtanen')
    const prevent = page.getByRole('navigation').getByRole('button', { name: /^PREVENT/ })
    await prevent.click()
    expect(await figure().innerText()).toBe('10.5')
  })

  test('a record system that is not registered is refused before it hears anything', async () => {
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).host))
    await page.goto(`${app.url}/app/launch?iss=https://evil.example/fhir&launch=x`)
    await heading('This record’s system is not registered').waitFor()
    expect(new Set(asked)).toEqual(new Set([new URL(app.url).host]))
  })

  test('who denies access gets an explanation, and no session', async () => {
    await ehr.launch(page, 'david', undefined, { consent: true })
    await allow('Deny')
    await heading('The app may not read this record').waitFor()
    await page.goto(`${app.url}/app/`)
    await heading('No patient is open').waitFor()
  })

  test('a scope that is not granted shows where it is missing', async () => {
    const about = { service: SERVICE, rule: 'statin-discussion', score: 'prevent' }
    const more = { appContext: JSON.stringify(about), consent: true }
    await ehr.launch(page, 'karl', undefined, more)
    await page.getByLabel('patient/Observation.rs').uncheck()
    await allow('Allow')
    await page.getByText('could not be evaluated: this is no all-clear').waitFor()
    expect(await panel('Patient').innerText()).toContain('Karl Brandt')
    expect(await panel('PREVENT').innerText()).toContain('cannot be calculated')
  })

  test('without the scope to write, a suggestion says so and has no button', async () => {
    const link = { service: SERVICE, rule: 'diabetes-screening' }
    const appContext = JSON.stringify(link)
    await ehr.launch(page, 'ada', undefined, { appContext, consent: true })
    await page.getByLabel('patient/ServiceRequest.c', { exact: true }).uncheck()
    await allow('Allow')
    await page.getByText('You have not been granted the right to write a ServiceRequest').waitFor()
    expect(await button(/Order/).count()).toBe(0)
  })

  test('a patient with nothing on file: the score says what it lacks', async () => {
    const appContext = JSON.stringify({
      service: SERVICE,
      rule: 'statin-discussion',
      score: 'prevent',
    })
    await ehr.launch(page, 'milan', undefined, { appContext })
    await page.getByText('This score cannot be calculated').waitFor()
    expect(await panel('PREVENT').innerText()).toContain('Total cholesterol: not known')
    await page.waitForLoadState('networkidle')
    expect(await panel('How the inputs went').innerText()).toContain('No results')
    await expectCalm()
  })

  test('a rule about orders says that it needs one', async () => {
    const appContext = JSON.stringify({ service: 'medication-safety', rule: 'metformin-kidney' })
    await ehr.launch(page, 'bruno', undefined, { appContext })
    await settled()
    expect(await panel('Metformin').first().innerText()).toContain('when an order is being written')
    expect(await figure().innerText()).toBe('25')
  })

  test('where the EHR shows its own banner, the app shows none', async () => {
    await ehr.launch(page, 'david', undefined, { embedded: true })
    await settled()
    expect(await panel('Patient').count()).toBe(0)
  })
})

describe('time', () => {
  /** Somebody goes on working, as the page tells the service now and then. */
  const work = () =>
    page.evaluate(async () => {
      const session = await (await fetch('api/session')).json()
      const headers = { 'x-cardstock-csrf': session.csrf }
      await fetch('api/active', { method: 'POST', headers })
    })

  test('a token that has expired is renewed unseen', async () => {
    await ehr.launch(page, 'david', smartLink(await ehr.card(SERVICE, 'david', /PREVENT/)))
    await settled()
    for (let minutes = 0; minutes < 70; minutes += 10) {
      app.later(600)
      await work()
    }
    await page.reload()
    await settled()
    expect(await figure().innerText()).toBe('8.2')
    expect(await panel('Cardiovascular risk and statin').innerText()).toContain(
      '10-year ASCVD risk',
    )
    await expectCalm()
  })

  test('after 15 idle minutes the service knows the session no more, and the page is wiped', async () => {
    await ehr.launch(page, 'david', smartLink(await ehr.card(SERVICE, 'david', /PREVENT/)))
    await settled()
    app.later(15 * 60)
    await page.reload()
    await heading('No patient is open').waitFor()
    expect(await page.content()).not.toContain('Moreau')
  })

  test('a newer launch in the same browser ends the older page', async () => {
    await ehr.launch(page, 'edith', smartLink(await kidneyCardAfterwards()))
    await settled()
    const other = await browser.context.newPage()
    await ehr.launch(other, 'david')
    await other.locator('[data-figure]').waitFor()
    await other.close()
    await button('Log out').click()
    await heading('You are logged out').waitFor()
    expect(await page.content()).not.toContain('Naumann')
  })

  test('logging out ends it for good', async () => {
    await ehr.launch(page, 'david')
    await settled()
    await button('Log out').click()
    await heading('You are logged out').waitFor()
    await expectCalm()
    await page.goBack()
    await page.goto(`${app.url}/app/`)
    await heading('No patient is open').waitFor()
  })
})

describe('in light and in dark', () => {
  /** Begins in the first scheme, as the page was opened, and turns to the other. */
  async function expectSound(...schemes: readonly ('light' | 'dark')[]) {
    for (const colorScheme of schemes) {
      await turnTo(page, colorScheme)
      const found = [await axeViolations(page), await outOfPlace(page)]
      expect({ colorScheme, found }).toEqual({ colorScheme, found: [[], []] })
    }
    await expectCalm()
  }

  test.each([380, 768, 1280])('at %i px the app is accessible and in its place', async (width) => {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme: 'light' })
    await ehr.launch(page, 'david', smartLink(await ehr.card(SERVICE, 'david', /PREVENT/)))
    await settled()
    await expectSound('light', 'dark')
    await ehr.launch(page, 'nora')
    await settled()
    await expectSound('dark', 'light')
  })
})
