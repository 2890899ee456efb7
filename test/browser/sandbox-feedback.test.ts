import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { FeedbackRow } from '../../src/store/store.ts'
import { type Browser, openBrowser } from '../support/browser.ts'
import { type OpenApp, openApp } from '../support/open-app.ts'
import { sandboxPage } from '../support/sandbox-page.ts'

let app: OpenApp
let browser: Browser
beforeAll(async () => {
  ;[app, browser] = await Promise.all([openApp('2026-11-24T12:00:00Z'), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await app.close()
})

test('what is made of cards on the page is in the store, with the rule that made the card', async () => {
  const page = await browser.context.newPage()
  const ehr = sandboxPage(page, app.url)
  await ehr.open()
  await ehr.chart('Ada Lindqvist')
  await ehr.button('Order a second HbA1c').click()
  await ehr.sent('accepted').getByText('Arrived').waitFor()

  await page.getByRole('tab', { name: /^Chart/ }).click()
  const screening = ehr.card(/^Screening due/)
  await screening.getByRole('button', { name: 'Dismiss…' }).click()
  await screening.getByLabel('In your own words').fill('Done elsewhere')
  await screening.getByRole('button', { name: 'Dismiss card' }).click()
  await ehr.sent('overridden').getByText('Arrived').waitFor()

  // Without the unverified: the store knows each card as one that it served.
  const rows: FeedbackRow[] = []
  for await (const row of app.store.feedback()) rows.push(row)
  expect(rows).toMatchObject([
    {
      ...{ service: 'cardiometabolic-risk', rule: 'diabetes-screening', outcome: 'accepted' },
      acceptedSuggestions: [expect.any(String)],
    },
    {
      ...{ service: 'care-gaps', rule: 'screenings', outcome: 'overridden' },
      comment: 'Done elsewhere',
    },
  ])
})
