import { beforeEach, describe, expect, test } from '@jest/globals'
import { inSandbox } from '../support/in-sandbox.ts'
import { onRecord } from '../support/sandbox-page.ts'

const at = inSandbox()
beforeEach(() => at.ehr.open())

const AMOXICILLIN = 'MedicationRequest?patient=lea&status=active'

describe('signing', () => {
  test('an order whose answer was lost is one order when it is tried again', async () => {
    const before = await onRecord(at.url, 'lea', AMOXICILLIN)
    await at.ehr.chart('Lea Haugen')
    await at.ehr.press(/^Order Amoxicillin/)
    await at.page.route('**/fhir/MedicationRequest/*', async (route) => {
      await route.fetch()
      await route.abort()
    })
    await at.ehr.button('Sign 1 order').click()
    await at.ehr.sent('Sign orders').getByText('Failed').waitFor()
    expect(await onRecord(at.url, 'lea', AMOXICILLIN)).toHaveLength(before.length + 1)
    await at.page.unrouteAll()
    await at.ehr.button('Sign anyway').click()
    await at.ehr.sent('Sign orders').getByText('Arrived').waitFor()
    expect(await onRecord(at.url, 'lea', AMOXICILLIN)).toHaveLength(before.length + 1)
  })

  test('leaves an order that was added meanwhile as a draft, whose cards are asked for', async () => {
    const held = Promise.withResolvers<void>()
    await at.page.route('**/fhir/MedicationRequest/*', async (route) => {
      if (route.request().method() === 'PUT') await held.promise
      return route.continue()
    })
    await at.ehr.chart('Bruno Castellan')
    await at.ehr.press('Order Metformin 500 mg')
    await at.ehr.press('Sign 1 order')
    const writing = at.page.waitForRequest((request) => request.method() === 'PUT')
    await at.ehr.button('Sign anyway').click()
    await writing
    await at.ehr.press('Order Metformin 500 mg')
    const asking = at.page.waitForRequest(
      (request) => request.postDataJSON()?.hook === 'order-select',
    )
    held.resolve()
    await at.ehr.sent('Sign orders').getByText('Arrived').waitFor()
    expect((await asking).postDataJSON().context.draftOrders.entry).toHaveLength(1)
    await at.ehr.settled()
    expect(await at.page.getByRole('tab', { name: /^Orders/, selected: true }).count()).toBe(1)
    expect((await at.ehr.cards())[0]).toMatch(/^Critical: Metformin is contraindicated/)
    expect(await at.ehr.button('Sign 1 order').count()).toBe(1)
  })

  test('takes no order of a chart that was opened meanwhile', async () => {
    const held = Promise.withResolvers<void>()
    const writes: string[] = []
    at.page.on('request', (request) => {
      if (request.method() === 'PUT') writes.push(request.url())
    })
    await at.page.route('**/sandbox/api/token', async (route) => {
      if (route.request().postDataJSON().write === true) await held.promise
      return route.continue()
    })
    await at.ehr.chart('Lea Haugen')
    await at.ehr.press(/^Order Amoxicillin/)
    const asked = at.page.waitForRequest(
      (request) => request.url().endsWith('/token') && request.postDataJSON().write === true,
    )
    const answered = at.page.waitForResponse(
      (response) =>
        response.url().endsWith('/token') && response.request().postDataJSON().write === true,
    )
    await at.ehr.button('Sign 1 order').click()
    await asked
    await at.ehr.button('All patients').click()
    await at.ehr.chart('Hana Tomczak')
    await at.ehr
      .button(/^Order /)
      .first()
      .click()
    await at.ehr.settled()
    held.resolve()
    await (await answered).finished()
    await at.ehr.press('Ask again')
    expect(await at.ehr.orders()).toHaveLength(1)
    expect(await at.ehr.button(/^Remove/).count()).toBe(1)
    expect(writes).toEqual([])
  })
})

test('a suggestion is taken when it is written, once however often it is tried', async () => {
  const resource = {
    ...{ resourceType: 'Task', status: 'requested', intent: 'order' },
    for: { reference: 'Patient/ada' },
  }
  const suggestion = {
    ...{ uuid: crypto.randomUUID(), label: 'Remind the ward' },
    actions: [{ type: 'create', description: 'Reminder', resource }],
  }
  const card = {
    ...{ uuid: crypto.randomUUID(), summary: 'A reminder', indicator: 'info' },
    ...{ source: { label: 'Test' }, suggestions: [suggestion], selectionBehavior: 'at-most-one' },
  }
  await at.page.route('**/cds-services/care-gaps', (route) =>
    route.fulfill({ json: { cards: [card] } }),
  )
  await at.page.route('**/fhir/Task/*', async (route) => {
    await route.fetch()
    await route.abort()
  })
  await at.ehr.chart('Ada Lindqvist')
  const shown = at.ehr.card('A reminder')
  await at.ehr.button('Remind the ward').click()
  await shown.getByText('Not written: Remind the ward').waitFor()
  expect(await shown.getByText(/^Taken/).count()).toBe(0)
  await at.page.unroute('**/fhir/Task/*')
  await at.ehr.button('Try again: Write: Remind the ward').click()
  await shown.getByText('Taken: Remind the ward').waitFor()
  expect(await onRecord(at.url, 'ada', 'Task')).toHaveLength(1)
})
