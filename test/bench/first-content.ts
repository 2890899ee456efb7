import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { openBrowser } from '../support/browser.ts'
import { ehrAt } from '../support/ehr.ts'
import { openApp } from '../support/open-app.ts'

/**
 * How long until the companion app shows its first useful content (the score's figure), on a cold
 * start with the processor slowed: `node test/bench/first-content.ts --slow 4 --runs 5`.
 */
const { values } = parseArgs({
  options: { slow: { type: 'string', default: '4' }, runs: { type: 'string', default: '5' } },
})
const slow = Number(values.slow)
const runs = Number(values.runs)

const app = await openApp('2026-11-24T12:00:00Z')
const ehr = ehrAt(app.url)
const times: { page: number; figure: number; paint: number }[] = []
try {
  for (let run = 0; run < runs; run++) times.push(await coldStart())
} finally {
  await app.close()
}
times.sort((a, b) => a.figure - b.figure)
const median = times[Math.floor(times.length / 2)]
const worst = times.at(-1)
console.log(`processor slowed ${slow} times, ${runs} cold starts, ms from opening app/:`)
console.table({ median, worst })

/** A browser that has nothing of the page yet; the log-in is not counted, it is the EHR's. */
async function coldStart() {
  const browser = await openBrowser()
  try {
    const page = await browser.context.newPage()
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.route('**/app/', (route) => route.abort())
    const link = { service: 'cardiometabolic-risk', rule: 'statin-discussion', score: 'prevent' }
    await ehr
      .launch(page, 'david', undefined, { appContext: JSON.stringify(link) })
      .catch((error: unknown) => {
        // The page itself is held back until the clock runs.
        if (!String(error).includes('ERR_FAILED')) throw error
      })
    await page.unroute('**/app/')
    const session = await browser.context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slow })
    await page.goto(`${app.url}/app/`, { waitUntil: 'commit' })
    return await timesOf(page)
  } finally {
    await browser.close()
  }
}

async function timesOf(page: Page) {
  const figure = await page.waitForFunction(
    () => (document.querySelector('[data-figure]') === null ? 0 : performance.now()),
    undefined,
    { polling: 'raf' },
  )
  const [paint, loaded] = await page.evaluate(() => {
    const [entry] = performance.getEntriesByName('first-contentful-paint')
    const [navigation] = performance.getEntriesByType('navigation')
    return [entry?.startTime ?? 0, (navigation as PerformanceNavigationTiming).domInteractive]
  })
  const round = (ms: number | undefined) => Math.round(ms ?? 0)
  return { page: round(loaded), paint: round(paint), figure: round(await figure.jsonValue()) }
}
