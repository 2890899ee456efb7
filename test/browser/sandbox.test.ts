import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Page, Request } from 'playwright-core'
import { type Browser, openBrowser } from '../support/browser.ts'
import { type PageWatch, seen, watch } from '../support/page-checks.ts'
import { onRecord, resetSandbox, sandboxPage, UNHURRIED } from '../support/sandbox-page.ts'
import { type Serving, serve, stop } from '../support/serve.ts'

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
  await page.setViewportSize({ width: 1280, height: 800 })
  watched = await watch(page)
  ehr = sandboxPage(page, service.url)
  await ehr.open()
})
afterEach(() => page.close())

/** Nothing was complained about, violated or moved while the test ran. */
async function expectCalm() {
  expect(watched.complaints).toEqual([])
  expect(await seen(page)).toEqual([])
}

const isFeedback = (request: Request) => request.url().endsWith('/feedback')
const feedbackOf = (request: Request) =>
  (request.postDataJSON() as { feedback: readonly unknown[] }).feedback[0]

describe('from chart to signed order', () => {
  test('a card’s suggestion becomes a draft, is signed, and is on record', async () => {
    await ehr.chart('Ada Lindqvist')
    expect(await page.title()).toBe('Ada Lindqvist · Cardstock sandbox')
    const [first, ...others] = await ehr.cards()
    expect(first).toBe('Warning: HbA1c 6.7 % is in the diabetes range; no diagnosis on file')
    expect(others.filter((each) => !each.startsWith('Info'))).toEqual([])

    const [request] = await Promise.all([
      page.waitForRequest(isFeedback),
      ehr.button('Order a second HbA1c').click(),
    ])
    expect(feedbackOf(request)).toMatchObject({
      outcome: 'accepted',
      acceptedSuggestions: [{ id: expect.any(String) }],
    })
    await ehr.sent('accepted').getByText('Arrived').waitFor()
    await ehr.settled()
    expect(await ehr.orders()).toEqual(['Hemoglobin A1c'])

    await ehr.button('Sign 1 order').click()
    await ehr.settled()
    const anyway = ehr.button('Sign anyway')
    if (await anyway.isVisible()) await anyway.click()
    await ehr.sent('Sign orders').getByText('Arrived').waitFor()
    const requests = await onRecord(service.url, 'ada', 'ServiceRequest?patient=ada&status=active')
    expect(requests).toMatchObject([{ intent: 'order', authoredOn: expect.any(String) }])
    await expectCalm()
  })

  test('a critical card: its suggestion takes the draft away', async () => {
    await ehr.chart('Bruno Castellan')
    await ehr.press('Order Metformin 500 mg')
    expect((await ehr.cards())[0]).toMatch(/^Critical: Metformin is contraindicated/)
    await ehr.button('Cancel metformin').first().click()
    await ehr.sent('accepted').getByText('Arrived').waitFor()
    expect(await ehr.orders()).toEqual([])
    await expectCalm()
  })

  test('an order found by name with a dose in words; its card dismissed with a reason; signed', async () => {
    await ehr.chart('Bruno Castellan')
    await page.getByLabel('Find a medicine or test').pressSequentially('clarithro')
    await page
      .getByRole('region', { name: 'Orders' })
      .getByRole('button', { name: /^Clarithromycin/ })
      .click()
    await page.getByLabel('Dose and directions').fill('500 mg twice a day for 7 days')
    await ehr.press('Add order')
    expect(await ehr.orders()).toEqual([expect.stringMatching(/clarithromycin/i)])
    expect(await page.getByText('500 mg twice a day for 7 days').isVisible()).toBe(true)

    await ehr.press('Sign 1 order')
    const card = ehr.card(/do not give together/)
    await card.getByRole('button', { name: 'Dismiss…' }).click()
    await card.getByLabel('Benefit outweighs risk').check()
    await card.getByLabel('In your own words').fill('Statin paused for the week')
    const [request] = await Promise.all([
      page.waitForRequest(isFeedback),
      card.getByRole('button', { name: 'Dismiss card' }).click(),
    ])
    expect(feedbackOf(request)).toMatchObject({
      outcome: 'overridden',
      overrideReason: {
        reason: { code: 'benefit-outweighs-risk' },
        userComment: 'Statin paused for the week',
      },
    })
    await ehr.sent('overridden').getByText('Arrived').waitFor()
    expect(await ehr.focused()).toMatch(/do not give together/)

    await ehr.button('Sign anyway').click()
    await ehr.sent('Sign orders').getByText('Arrived').waitFor()
    const query = 'MedicationRequest?patient=bruno&status=active'
    const doses = (await onRecord(service.url, 'bruno', query)).map(
      (each) => each.dosageInstruction,
    )
    expect(doses).toContainEqual([{ text: '500 mg twice a day for 7 days' }])
    await expectCalm()
  })

  test('orders that nothing speaks against are signed without a question', async () => {
    await ehr.chart('Lea Haugen')
    await ehr.press(/^Order Amoxicillin/)
    await ehr.button('Sign 1 order').click()
    await ehr.sent('Sign orders').getByText('Arrived').waitFor()
    await expectCalm()
  })
})

describe('visits and apps', () => {
  test.each([
    ['Karl Brandt', /^Discharge/, 'encounter-discharge', /readmission risk/i],
    ['Jana Kovac', /^Book/, 'appointment-book', /screening/i],
  ])('%s', async (name, step, hook, summary) => {
    await ehr.chart(name)
    await ehr.press(step)
    expect(await page.getByText(hook, { exact: true }).isVisible()).toBe(true)
    expect((await ehr.cards()).join('\n')).toMatch(summary)
    await expectCalm()
  })

  test('a SMART link opens its address in a new tab, with iss and launch', async () => {
    await ehr.chart('David Moreau')
    const launched = browser.context.waitForEvent('request', (request) =>
      /\/app\/launch\?/.test(request.url()),
    )
    const tab = browser.context.waitForEvent('page')
    await page
      .getByRole('button', { name: /companion app/ })
      .first()
      .click()
    const { searchParams } = new URL((await launched).url())
    expect(searchParams.get('iss')).toBe(`${service.url}/sandbox/fhir`)
    expect(searchParams.get('launch')).toMatch(/^\S{10,}$/)
    await (await tab).close()
    await expectCalm()
  })
})

describe('behind the cards', () => {
  test('shows request, response, and each rule with its reason and its time', async () => {
    await ehr.chart('Ada Lindqvist')
    await page.locator('summary', { hasText: 'Cardiometabolic risk' }).click()
    const table = page.getByRole('table')
    await table.waitFor()
    const rows = await table.locator('tbody tr').allInnerTexts()
    expect(rows[0]).toMatch(/1 card/)
    expect(rows.filter((row) => !/ms$/.test(row.trim()))).toEqual([])

    await page.getByRole('tab', { name: 'Rules' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('.json').innerText()).toContain('"hook": "patient-view"')
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('.json').innerText()).toContain('"cards"')
    await expectCalm()
  })

  test('prefetch and token are sent as ticked; without any, no service passes for silent', async () => {
    await ehr.chart('Ada Lindqvist')
    await page.getByText('What services are given').click()
    const asked = () => page.waitForRequest(/cds-services\/cardiometabolic-risk$/)
    const tick = async (label: string) => {
      const [request] = await Promise.all([asked(), page.getByLabel(label).uncheck()])
      await ehr.settled()
      return Object.keys(request.postDataJSON())
    }
    expect(await tick('Send the data along')).toEqual([
      ...['hook', 'hookInstance', 'fhirServer', 'fhirAuthorization', 'context'],
    ])
    expect((await ehr.cards())[0]).toMatch(/^Warning: HbA1c/)
    expect(await tick('Let the service fetch')).toEqual(['hook', 'hookInstance', 'context'])
    expect(
      await page.getByText('Cardiometabolic risk could not check this patient').isVisible(),
    ).toBe(true)
    expect(await page.getByText(/did not check\.$/).innerText()).toBe(
      'No cards. 3 services did not check.',
    )
  })
})

describe('when something fails', () => {
  const outcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'throttled', details: { text: 'Too many calls.' } }],
  }

  test('services that failed are named, and asked again on demand', async () => {
    await page.route('**/cds-services/care-gaps', (route) =>
      route.fulfill({ status: 503, json: outcome }),
    )
    await page.route('**/cds-services/fall-risk', (route) => route.abort())
    await ehr.chart('Ada Lindqvist')
    const notice = (title: string) => page.locator('.notice', { hasText: title })
    expect(await notice('Care gaps could not check').innerText()).toContain('Too many calls.')
    expect(await notice('Fall risk could not check').innerText()).toContain('No connection')
    expect((await ehr.cards())[0]).toMatch(/^Warning: HbA1c/)
    await page.unrouteAll()
    await ehr.press('Try again: Care gaps')
    expect(await page.locator('.notice').count()).toBe(0)
  })

  test('a service that is late is named, and the others’ cards are shown', async () => {
    await page.clock.install()
    await page.route('**/cds-services/care-gaps', () => {
      // Never answered.
    })
    await ehr.button('Open chart: Ada Lindqvist').click()
    await page.getByText('Asking Care gaps …').first().waitFor()
    await page.clock.fastForward('00:10')
    await ehr.settled()
    const notice = await page.locator('.notice').allInnerTexts()
    expect(notice.join()).toMatch(/Care gaps could not check[\s\S]*No answer within 10 s/)
    expect((await ehr.cards())[0]).toMatch(/^Warning: HbA1c/)
  })

  test('orders that could not be written stay drafts, and are signed when it is tried again', async () => {
    await ehr.chart('Lea Haugen')
    await ehr.press(/^Order Amoxicillin/)
    await page.route('**/fhir/MedicationRequest', (route) => route.abort())
    await ehr.button('Sign 1 order').click()
    await ehr.sent('Sign orders').getByText('Failed').waitFor()
    expect(await ehr.button(/^Remove/).count()).toBe(1)
    await page.unrouteAll()
    await ehr.button('Sign anyway').click()
    await ehr.sent('Sign orders').getByText('Arrived').waitFor()
    expect(await ehr.button(/^Remove/).count()).toBe(0)
  })

  test('an answer to an older call never takes the place of a newer one', async () => {
    const card = (summary: string) => ({
      cards: [{ uuid: crypto.randomUUID(), summary, indicator: 'info', source: { label: 'Test' } }],
    })
    const held = Promise.withResolvers<void>()
    let calls = 0
    await page.route('**/cds-services/care-gaps', async (route) => {
      calls += 1
      if (calls > 1) return route.fulfill({ json: card('The newer answer') })
      await held.promise
      return route.fulfill({ json: card('The older answer') })
    })
    const late = page.waitForResponse(/care-gaps$/)
    await ehr.button('Open chart: Ada Lindqvist').click()
    await page.waitForRequest(/care-gaps$/)
    await ehr.press('Ask again')
    expect((await ehr.cards()).join()).toContain('The newer answer')
    held.resolve()
    await (await late).finished()
    expect((await ehr.cards()).join()).not.toContain('The older answer')
  })

  test('a feedback that did not arrive is said, and can be sent again', async () => {
    await ehr.chart('Ada Lindqvist')
    await page.route('**/feedback', (route) => route.abort())
    await ehr.button('Order a second HbA1c').click()
    await ehr.sent('accepted').getByText('Failed').waitFor()
    await page.unrouteAll()
    await ehr.button(/^Try again: Feedback/).click()
    await ehr.sent('accepted').getByText('Arrived').waitFor()
  })

  test('patients that could not be loaded are asked for again', async () => {
    await page.route('**/sandbox/api/patients', (route) => route.abort())
    await page.reload()
    await page.getByRole('alert').getByText('could not be loaded').waitFor()
    await page.unrouteAll()
    await ehr.button('Try again').click()
    await ehr.button('Open chart: Ada Lindqvist').waitFor()
  })
})

describe('one’s own patient', () => {
  const bundle = (name: string) =>
    JSON.stringify({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        {
          resource: {
            ...{ resourceType: 'Patient', id: 'x', gender: 'female', birthDate: '1960-02-03' },
            name: [{ text: name }],
          },
        },
      ],
    })

  test('is pasted or uploaded, and gone with a reset; what is no Bundle is refused with a reason', async () => {
    const text = page.getByLabel('Bundle as text')
    await text.fill('{ not JSON')
    await ehr.button('Add this patient').click()
    await page.getByRole('alert').getByText('This is not JSON').waitFor()
    await text.fill('{ "resourceType": "Patient" }')
    await ehr.button('Add this patient').click()
    await page
      .getByRole('alert')
      .getByText(/Bundle of one patient/)
      .waitFor()

    await text.fill(bundle('Paula Pasted'))
    await ehr.button('Add this patient').click()
    await page.getByRole('heading', { level: 1, name: 'Paula Pasted' }).waitFor()
    await ehr.settled()
    await ehr.button('All patients').click()

    const file = {
      name: 'own.json',
      mimeType: 'application/json',
      buffer: Buffer.from(bundle('Ute Uploaded')),
    }
    await page.getByLabel('Bundle as a JSON file').setInputFiles(file)
    await ehr.button('Add this patient').click()
    await page.getByRole('heading', { level: 1, name: 'Ute Uploaded' }).waitFor()

    await ehr.button(/^Reset/).click()
    await ehr.button('Really reset').click()
    await page.getByText('Everything is as at the start.').waitFor()
    expect(await ehr.button(/Paula Pasted|Ute Uploaded/).count()).toBe(0)
    await ehr.button('Open chart: Ada Lindqvist').waitFor()
  })
})
