import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { type Browser, openBrowser } from '../support/browser.ts'
import { axeViolations, outOfPlace, type PageWatch, seen, watch } from '../support/page-checks.ts'
import { resetSandbox, sandboxPage, UNHURRIED } from '../support/sandbox-page.ts'
import { type Serving, serve, stop } from '../support/serve.ts'

const MOST_SCRIPT_BYTES = 60 * 1024

let service: Serving
let browser: Browser
let page: Page
let watched: PageWatch
let ehr: ReturnType<typeof sandboxPage>

beforeAll(async () => {
  ;[service, browser] = await Promise.all([serve(UNHURRIED), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await stop(service)
})
beforeEach(async () => {
  await resetSandbox(service.url)
  page = await browser.context.newPage()
  page.setDefaultTimeout(20_000)
  watched = await watch(page)
  ehr = sandboxPage(page, service.url)
})
afterEach(() => page.close())

const LOOKS = [380, 768, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
)

describe.each(LOOKS)('at $width px, $colorScheme', ({ width, colorScheme }) => {
  beforeEach(async () => {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    await ehr.open()
  })

  /** The view as it stands: accessible, in its place, without a complaint. */
  async function expectSound() {
    expect(await axeViolations(page)).toEqual([])
    expect(await outOfPlace(page)).toEqual([])
    expect(watched.complaints).toEqual([])
    expect(await seen(page)).toEqual([])
  }

  test('patients', async () => {
    await page.getByLabel('Bundle as text').fill('{')
    await ehr.button('Add this patient').click()
    await page.getByText('This is not JSON').waitFor()
    await expectSound()
  })

  test('a chart with orders under review, a card being dismissed, and all that lies behind', async () => {
    await ehr.chart('Bruno Castellan')
    await ehr.press('Order Metformin 500 mg')
    await page.getByLabel('Find a medicine or test').pressSequentially('mg')
    await ehr.press('Sign 1 order')
    await ehr.button('Dismiss…').first().click()
    await page.getByText('What services are given').click()
    await page.locator('summary', { hasText: 'Medication safety' }).click()
    await page.getByRole('table').waitFor()
    await expectSound()
    await page.getByRole('tab', { name: 'Request' }).click()
    await expectSound()
    await ehr.button('Dismiss card').click()
    await ehr.sent('overridden').getByText('Arrived').waitFor()
    await expectSound()
  })

  test('services that could not check', async () => {
    await page.route('**/cds-services/*', (route) =>
      route.fulfill({ json: { resourceType: 'OperationOutcome' } }),
    )
    await ehr.chart('Ada Lindqvist')
    expect(await page.locator('.notice').count()).toBe(3)
    await expectSound()
  })
})

describe('from the keyboard alone', () => {
  /** Presses Tab until the element that has this name has the focus. */
  async function tabTo(name: RegExp) {
    for (let presses = 0; presses < 100; presses += 1) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate(() => {
        const { activeElement } = document
        return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
      })
      if (name.test(at)) return
    }
    throw new Error(`Tab never came to ${name}`)
  }

  test('chart, order, signing', async () => {
    await ehr.open()
    await tabTo(/^Open chart: Lea Haugen/)
    await page.keyboard.press('Enter')
    await ehr.settled()
    expect(await ehr.focused()).toBe('Lea Haugen')
    await tabTo(/^Order Amoxicillin/)
    await page.keyboard.press('Enter')
    await ehr.settled()
    await tabTo(/^Remove /)
    await page.keyboard.press('Enter')
    expect(await ehr.orders()).toEqual([])
    expect(await ehr.focused()).toBe('This session')
    await page.keyboard.press('Shift+Tab')
    await page.getByLabel('Find a medicine or test').waitFor()
    await page.keyboard.type('amoxi')
    await tabTo(/^Amoxicillin/)
    await page.keyboard.press('Enter')
    await page.getByLabel('Dose and directions').waitFor()
    await tabTo(/^Add order/)
    await page.keyboard.press('Enter')
    await ehr.settled()
    await tabTo(/^Sign 1 order/)
    await page.keyboard.press('Enter')
    await ehr.sent('Sign orders').getByText('Arrived').waitFor()
  })

  test('what arrives is told to a screen reader', async () => {
    await ehr.open()
    await ehr.chart('Ada Lindqvist')
    const told = await page.getByRole('status').allInnerTexts()
    expect(told.join()).toMatch(/\d cards?: 1\swarning/)
  })

  test('nothing moves by itself where less motion is asked for', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await ehr.open()
    const moving = await page.evaluate(() => document.getAnimations().length)
    expect(moving).toBe(0)
  })
})

test('the script that the page begins with is small', () => {
  const folder = new URL('../../dist/sandbox/assets/', import.meta.url)
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'))
  expect(scripts).not.toEqual([])
  const bytes = scripts.map((name) => gzipSync(readFileSync(new URL(name, folder))).length)
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(MOST_SCRIPT_BYTES)
})
