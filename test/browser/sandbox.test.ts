import { beforeEach, describe, expect, test } from '@jest/globals'
import type { Request } from 'playwright-core'
import { inSandbox } from '../support/in-sandbox.ts'
import { onRecord } from '../support/sandbox-page.ts'

const at = inSandbox()
beforeEach(() => at.ehr.open())

const isFeedback = (request: Request) => request.url().endsWith('/feedback')
const feedbackOf = (request: Request) =>
  (request.postDataJSON() as { feedback: readonly unknown[] }).feedback[0]

describe('from chart to signed order', () => {
  test('a card’s suggestion becomes a draft, is signed, and is on record', async () => {
    await at.ehr.chart('Ada Lindqvist')
    expect(await at.page.title()).toBe('Ada Lindqvist · Cardstock sandbox')
    const [first, ...others] = await at.ehr.cards()
    expect(first).toBe('Warning: HbA1c 6.7 % is in the diabetes range; no diagnosis on file')
    expect(others.filter((each) => !each.startsWith('Info'))).toEqual([])

    const [request] = await Promise.all([
      at.page.waitForRequest(isFeedback),
      at.ehr.button('Order a second HbA1c').click(),
    ])
    expect(feedbackOf(request)).toMatchObject({
      outcome: 'accepted',
      acceptedSuggestions: [{ id: expect.any(String) }],
    })
    await at.ehr.sent('accepted').getByText('Arrived').waitFor()
    await at.ehr.settled()
    expect(await at.ehr.orders()).toEqual(['Hemoglobin A1c'])

    await at.ehr.button('Sign 1 order').click()
    await at.ehr.settled()
    const anyway = at.ehr.button('Sign anyway')
    if (await anyway.isVisible()) await anyway.click()
    await at.ehr.sent('Sign orders').getByText('Arrived').waitFor()
    const requests = await onRecord(at.url, 'ada', 'ServiceRequest?patient=ada&status=active')
    expect(requests).toMatchObject([{ intent: 'order', authoredOn: expect.any(String) }])
    await at.expectCalm()
  })

  test('a critical card: its suggestion takes the draft away', async () => {
    await at.ehr.chart('Bruno Castellan')
    await at.ehr.press('Order Metformin 500 mg')
    expect((await at.ehr.cards())[0]).toMatch(/^Critical: Metformin is contraindicated/)
    await at.ehr.button('Cancel metformin').first().click()
    await at.ehr.sent('accepted').getByText('Arrived').waitFor()
    expect(await at.ehr.orders()).toEqual([])
    await at.expectCalm()
  })

  test('an order found by name with a dose in words; its card dismissed with a reason; signed', async () => {
    await at.ehr.chart('Bruno Castellan')
    await at.page.getByLabel('Find a medicine or test').pressSequentially('clarithro')
    await at.page
      .getByRole('region', { name: 'Orders' })
      .getByRole('button', { name: /^Clarithromycin/ })
      .click()
    await at.page.getByLabel('Dose and directions').fill('500 mg twice a day for 7 days')
    await at.ehr.press('Add order')
    expect(await at.ehr.orders()).toEqual([expect.stringMatching(/clarithromycin/i)])
    expect(await at.page.getByText('500 mg twice a day for 7 days').isVisible()).toBe(true)

    await at.ehr.press('Sign 1 order')
    const card = at.ehr.card(/do not give together/)
    await card.getByRole('button', { name: 'Dismiss…' }).click()
    await card.getByLabel('Benefit outweighs risk').check()
    await card.getByLabel('In your own words').fill('Statin paused for the week')
    const [request] = await Promise.all([
      at.page.waitForRequest(isFeedback),
      card.getByRole('button', { name: 'Dismiss card' }).click(),
    ])
    expect(feedbackOf(request)).toMatchObject({
      outcome: 'overridden',
      overrideReason: {
        reason: { code: 'benefit-outweighs-risk' },
        userComment: 'Statin paused for the week',
      },
    })
    await at.ehr.sent('overridden').getByText('Arrived').waitFor()
    expect(await at.ehr.focused()).toMatch(/do not give together/)

    await at.ehr.button('Sign anyway').click()
    await at.ehr.sent('Sign orders').getByText('Arrived').waitFor()
    const query = 'MedicationRequest?patient=bruno&status=active'
    const doses = (await onRecord(at.url, 'bruno', query)).map((each) => each.dosageInstruction)
    expect(doses).toContainEqual([{ text: '500 mg twice a day for 7 days' }])
    await at.expectCalm()
  })

  test('orders that nothing speaks against are signed without a question', async () => {
    await at.ehr.chart('Lea Haugen')
    await at.ehr.press(/^Order Amoxicillin/)
    await at.ehr.button('Sign 1 order').click()
    await at.ehr.sent('Sign orders').getByText('Arrived').waitFor()
    await at.expectCalm()
  })
})

describe('visits and apps', () => {
  test.each([
    ['Karl Brandt', /^Discharge/, 'encounter-discharge', /readmission risk/i],
    ['Jana Kovac', /^Book/, 'appointment-book', /screening/i],
  ])('%s', async (name, step, hook, summary) => {
    await at.ehr.chart(name)
    await at.ehr.press(step)
    expect(await at.page.getByText(hook, { exact: true }).isVisible()).toBe(true)
    expect((await at.ehr.cards()).join('\n')).toMatch(summary)
    await at.expectCalm()
  })

  test('a SMART link opens the app in a new tab, with the figure of its card', async () => {
    await at.ehr.chart('David Moreau')
    const card = at.ehr.card(/PREVENT/)
    const [, onCard] = /risk ([\d.]+) %/.exec(await card.innerText()) ?? []
    const launched = at.browser.context.waitForEvent('request', (request) =>
      /\/app\/launch\?/.test(request.url()),
    )
    const tab = at.browser.context.waitForEvent('page')
    await card.getByRole('button', { name: /companion app/ }).click()
    const { searchParams } = new URL((await launched).url())
    expect(searchParams.get('iss')).toBe(`${at.url}/sandbox/fhir`)
    expect(searchParams.get('launch')).toMatch(/^\S{10,}$/)
    const app = await tab
    const complaints: string[] = []
    app.on('console', (message) => complaints.push(message.text()))
    expect(await app.locator('[data-figure]').innerText()).toBe(onCard)
    expect(app.url()).toBe(`${at.url}/app/`)
    expect(await app.evaluate(() => window.opener)).toBeNull()
    expect(complaints).toEqual([])
    await app.close()
    await at.expectCalm()
  })
})

describe('behind the cards', () => {
  test('shows request, response, and each rule with its reason and its time', async () => {
    await at.ehr.chart('Ada Lindqvist')
    await at.page.locator('summary', { hasText: 'Cardiometabolic risk' }).click()
    const table = at.page.getByRole('table')
    await table.waitFor()
    const rows = await table.locator('tbody tr').allInnerTexts()
    expect(rows[0]).toMatch(/1 card/)
    const caption = at.page.getByText(/^\d+ rules in .+, asked again at \d\d:\d\d$/)
    expect(await caption.isVisible()).toBe(true)
    expect(rows.filter((row) => !/ms$/.test(row.trim()))).toEqual([])

    await at.page.getByRole('tab', { name: 'Rules' }).focus()
    await at.page.keyboard.press('ArrowRight')
    expect(await at.page.locator('.json').innerText()).toContain('"hook": "patient-view"')
    await at.page.keyboard.press('ArrowRight')
    expect(await at.page.locator('.json').innerText()).toContain('"cards"')
    await at.expectCalm()
  })

  test('reasons are asked for with a token that has not run out', async () => {
    await at.ehr.chart('Ada Lindqvist')
    const token = at.page.waitForResponse(/sandbox\/api\/token$/)
    const explained = at.page.waitForRequest(/sandbox\/api\/explain\//)
    await at.page.locator('summary', { hasText: 'Cardiometabolic risk' }).click()
    const { fhirAuthorization } = await (await token).json()
    expect((await explained).postDataJSON().fhirAuthorization).toEqual(fhirAuthorization)
    await at.page.getByRole('table').waitFor()
  })

  test('prefetch and token are sent as ticked; without any, no service passes for silent', async () => {
    await at.ehr.chart('Ada Lindqvist')
    await at.page.getByText('What services are given').click()
    const asked = () => at.page.waitForRequest(/cds-services\/cardiometabolic-risk$/)
    const tick = async (label: string) => {
      const [request] = await Promise.all([asked(), at.page.getByLabel(label).uncheck()])
      await at.ehr.settled()
      return Object.keys(request.postDataJSON())
    }
    expect(await tick('Send the data along')).toEqual([
      ...['hook', 'hookInstance', 'fhirServer', 'fhirAuthorization', 'context'],
    ])
    expect((await at.ehr.cards())[0]).toMatch(/^Warning: HbA1c/)
    expect(await tick('Let the service fetch')).toEqual(['hook', 'hookInstance', 'context'])
    expect(
      await at.page.getByText('Cardiometabolic risk could not check this patient').isVisible(),
    ).toBe(true)
    expect(await at.page.getByText(/did not check\.$/).innerText()).toBe(
      'No cards. 3 services did not check.',
    )
  })
})
