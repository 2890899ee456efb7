import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import type { Page } from 'playwright-core'
import { type Browser, openBrowser } from './browser.ts'
import { type PageWatch, seen, watch } from './page-checks.ts'
import { resetSandbox, sandboxPage } from './sandbox-page.ts'
import { type ServeOptions, type Serving, serve, stop } from './serve.ts'

/** A busy machine is no failure: what is tested is the page, not whether answers are in time. */
const UNHURRIED = `
ruleBudgetMs: 5000
openMode:
  deadlineMs: 9000
  fhirTimeoutMs: 8000
`

export interface InSandbox {
  readonly url: string
  readonly browser: Browser
  readonly page: Page
  readonly ehr: ReturnType<typeof sandboxPage>
  /** Nothing went to another host, was complained about, violated or moved while the test ran. */
  expectCalm(): Promise<void>
}

/**
 * A service and a browser for the tests of a file, and for each test a new tab on a sandbox that is as
 * at the start. What it returns is to be read inside tests.
 */
export function inSandbox(options: ServeOptions = {}): InSandbox {
  let service: Serving
  let browser: Browser
  let page: Page
  let watched: PageWatch
  const elsewhere: string[] = []

  beforeAll(async () => {
    ;[service, browser] = await Promise.all([serve(UNHURRIED, options), openBrowser()])
    browser.context.on('request', (request) => {
      if (new URL(request.url()).origin !== service.url) elsewhere.push(request.url())
    })
  })
  afterAll(async () => {
    await browser.close()
    await stop(service)
  })
  beforeEach(async () => {
    await resetSandbox(service.url)
    elsewhere.length = 0
    page = await browser.context.newPage()
    page.setDefaultTimeout(20_000)
    await page.setViewportSize({ width: 1280, height: 800 })
    watched = await watch(page)
  })
  afterEach(() => page.close())

  return {
    get url() {
      return service.url
    },
    get browser() {
      return browser
    },
    get page() {
      return page
    },
    get ehr() {
      return sandboxPage(page, service.url)
    },
    async expectCalm() {
      expect(elsewhere).toEqual([])
      expect(watched.complaints).toEqual([])
      expect(await seen(page)).toEqual([])
    },
  }
}
