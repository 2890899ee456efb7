import { beforeEach, describe, expect, test } from '@jest/globals'
import { inSandbox } from '../support/in-sandbox.ts'

const at = inSandbox()
beforeEach(() => at.ehr.open())

describe('one’s own patient', () => {
  const patientsFail = () =>
    at.page.route('**/sandbox/api/patients', (route) =>
      route.request().method() === 'GET' ? route.abort() : route.continue(),
    )
  const bundle = (name: string, ...more: readonly object[]) => {
    const patient = {
      ...{ resourceType: 'Patient', id: 'x', gender: 'female', birthDate: '1960-02-03' },
      name: [{ text: name }],
    }
    const entry = [patient, ...more].map((resource) => ({ resource }))
    return JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry })
  }

  test('is pasted or uploaded, and gone with a reset; what is no Bundle is refused with a reason', async () => {
    const text = at.page.getByLabel('Bundle as text')
    await text.fill('{ not JSON')
    await at.ehr.button('Add this patient').click()
    await at.page.getByRole('alert').getByText('This is not JSON').waitFor()
    await text.fill('{ "resourceType": "Patient" }')
    await at.ehr.button('Add this patient').click()
    await at.page
      .getByRole('alert')
      .getByText(/Bundle of one patient/)
      .waitFor()

    await text.fill(bundle('Paula Pasted'))
    await at.ehr.button('Add this patient').click()
    await at.page.getByRole('heading', { level: 1, name: 'Paula Pasted' }).waitFor()
    await at.ehr.settled()
    await at.ehr.button('All patients').click()

    const file = {
      name: 'own.json',
      mimeType: 'application/json',
      buffer: Buffer.from(bundle('Ute Uploaded')),
    }
    await at.page.getByLabel('Bundle as a JSON file').setInputFiles(file)
    await at.ehr.button('Add this patient').click()
    await at.page.getByRole('heading', { level: 1, name: 'Ute Uploaded' }).waitFor()

    await at.ehr.button(/^Reset/).click()
    await at.ehr.button('Really reset').click()
    await at.page.getByText('Everything is as at the start.').waitFor()
    expect(await at.ehr.button(/Paula Pasted|Ute Uploaded/).count()).toBe(0)
    await at.ehr.button('Open chart: Ada Lindqvist').waitFor()
  })

  test('gets the cards that its records call for', async () => {
    const hba1c = {
      ...{ resourceType: 'Observation', id: 'hba1c', status: 'final' },
      code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
      subject: { reference: 'Patient/x' },
      effectiveDateTime: new Date().toISOString().slice(0, 10),
      valueQuantity: { value: 7.2, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
    }
    await at.page.getByLabel('Bundle as text').fill(bundle('Paula Pasted', hba1c))
    await at.ehr.button('Add this patient').click()
    await at.page.getByRole('heading', { level: 1, name: 'Paula Pasted' }).waitFor()
    await at.ehr.settled()
    expect((await at.ehr.cards())[0]).toBe(
      'Warning: HbA1c 7.2 % is in the diabetes range; no diagnosis on file',
    )
    await at.expectCalm()
  })

  test('is there, though the patients could not be loaded again: no chart without its cards', async () => {
    await patientsFail()
    await at.page.getByLabel('Bundle as text').fill(bundle('Paula Pasted'))
    await at.ehr.button('Add this patient').click()
    await at.page.getByRole('alert').getByText('could not be loaded').waitFor()
    expect(await at.page.title()).toBe('Cardstock sandbox')
    await at.page.unrouteAll()
    await at.ehr.button('Try again').click()
    await at.ehr.chart('Paula Pasted')
    expect(
      await at.page
        .getByText(/^No cards?|\d cards?:/)
        .first()
        .isVisible(),
    ).toBe(true)
  })

  test('a reset after which nothing could be loaded is not called a new start', async () => {
    await patientsFail()
    await at.ehr.button(/^Reset/).click()
    await at.ehr.button('Really reset').click()
    await at.page.getByText('Reset, but the patients could not be loaded again.').waitFor()
    expect(await at.page.getByText('Everything is as at the start.').count()).toBe(0)
  })

  test('a file that cannot be read is said', async () => {
    await at.page.evaluate(() => {
      File.prototype.text = () => Promise.reject(new DOMException('gone', 'NotReadableError'))
    })
    const file = { name: 'own.json', mimeType: 'application/json', buffer: Buffer.from('{}') }
    await at.page.getByLabel('Bundle as a JSON file').setInputFiles(file)
    await at.page.getByRole('alert').getByText('This file could not be read').waitFor()
    await at.expectCalm()
  })
})
