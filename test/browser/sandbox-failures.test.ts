import { beforeEach, describe, expect, test } from '@jest/globals'
import { inSandbox } from '../support/in-sandbox.ts'

const at = inSandbox()
beforeEach(() => at.ehr.open())

describe('when something fails', () => {
  const outcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'error', code: 'throttled', details: { text: 'Too many calls.' } }],
  }

  test('services that failed are named, and asked again on demand', async () => {
    await at.page.route('**/cds-services/care-gaps', (route) =>
      route.fulfill({ status: 503, json: outcome }),
    )
    await at.page.route('**/cds-services/fall-risk', (route) => route.abort())
    await at.ehr.chart('Ada Lindqvist')
    const notice = (title: string) => at.page.locator('.notice', { hasText: title })
    expect(await notice('Care gaps could not check').innerText()).toContain('Too many calls.')
    expect(await notice('Fall risk could not check').innerText()).toContain('No connection')
    expect((await at.ehr.cards())[0]).toMatch(/^Warning: HbA1c/)
    await at.page.getByRole('tab', { name: /^Chart 1 ?, 2 services did not check$/ }).waitFor()
    await at.page.unrouteAll()
    await at.ehr.press('Try again: Care gaps')
    expect(await at.page.locator('.notice').count()).toBe(0)
  })

  test('a service that is late is named, and the others’ cards are shown', async () => {
    await at.page.clock.install()
    await at.page.route('**/cds-services/care-gaps', () => {
      // Never answered.
    })
    await at.ehr.button('Open chart: Ada Lindqvist').click()
    await at.page.getByText('Asking Care gaps …').first().waitFor()
    await at.page.clock.fastForward('00:10')
    await at.ehr.settled()
    const notice = await at.page.locator('.notice').allInnerTexts()
    expect(notice.join()).toMatch(/Care gaps could not check[\s\S]*No answer within 10 s/)
    expect((await at.ehr.cards())[0]).toMatch(/^Warning: HbA1c/)
  })

  test('orders that could not be written stay drafts, and are signed when it is tried again', async () => {
    await at.ehr.chart('Lea Haugen')
    await at.ehr.press(/^Order Amoxicillin/)
    await at.page.route('**/fhir/MedicationRequest/*', (route) => route.abort())
    await at.ehr.button('Sign 1 order').click()
    await at.ehr.sent('Sign orders').getByText('Failed').waitFor()
    expect(await at.ehr.button(/^Remove/).count()).toBe(1)
    await at.page.unrouteAll()
    await at.ehr.button('Sign anyway').click()
    await at.ehr.sent('Sign orders').getByText('Arrived').waitFor()
    expect(await at.ehr.button(/^Remove/).count()).toBe(0)
  })

  test('where no service could check, no number stands for them', async () => {
    await at.page.route('**/cds-services/*', (route) => route.fulfill({ status: 503 }))
    await at.ehr.chart('Ada Lindqvist')
    const tab = at.page.getByRole('tab', { name: /^Chart/ })
    expect(await tab.innerText()).not.toMatch(/^Chart\s+0/)
    expect(await tab.textContent()).toContain('3 services did not check')
  })

  test('where it is not known which services there are, none is passed over', async () => {
    await at.page.route('**/sandbox/api/services', (route) => route.abort())
    await at.ehr.chart('Ada Lindqvist')
    const notice = at.page.locator('.notice', { hasText: 'No service was asked' })
    expect(await notice.innerText()).toContain('No connection')
    await at.page.getByRole('tab', { name: /^Chart ?, none asked$/ }).waitFor()
    await at.page.unrouteAll()
    await at.ehr.press('Try again')
    expect((await at.ehr.cards())[0]).toMatch(/^Warning: HbA1c/)
    expect(await at.page.locator('.notice').count()).toBe(0)
  })

  test('an answer to an older call never takes the place of a newer one', async () => {
    const card = (summary: string) => ({
      cards: [{ uuid: crypto.randomUUID(), summary, indicator: 'info', source: { label: 'Test' } }],
    })
    const held = Promise.withResolvers<void>()
    let calls = 0
    await at.page.route('**/cds-services/care-gaps', async (route) => {
      calls += 1
      if (calls > 1) return route.fulfill({ json: card('The newer answer') })
      await held.promise
      return route.fulfill({ json: card('The older answer') })
    })
    const late = at.page.waitForResponse(/care-gaps$/)
    await at.ehr.button('Open chart: Ada Lindqvist').click()
    await at.page.waitForRequest(/care-gaps$/)
    await at.ehr.press('Ask again')
    expect((await at.ehr.cards()).join()).toContain('The newer answer')
    held.resolve()
    await (await late).finished()
    expect((await at.ehr.cards()).join()).not.toContain('The older answer')
  })

  test('a feedback that did not arrive is said, and can be sent again', async () => {
    await at.ehr.chart('Ada Lindqvist')
    await at.page.route('**/feedback', (route) => route.abort())
    await at.ehr.button('Order a second HbA1c').click()
    await at.ehr.sent('accepted').getByText('Failed').waitFor()
    await at.page.unrouteAll()
    await at.ehr.button(/^Try again: Feedback/).click()
    await at.ehr.sent('accepted').getByText('Arrived').waitFor()
  })

  test('patients that could not be loaded are asked for again', async () => {
    await at.page.route('**/sandbox/api/patients', (route) => route.abort())
    await at.page.reload()
    await at.page.getByRole('alert').getByText('could not be loaded').waitFor()
    await at.page.unrouteAll()
    await at.ehr.button('Try again').click()
    await at.ehr.button('Open chart: Ada Lindqvist').waitFor()
  })
})
