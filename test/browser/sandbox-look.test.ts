import { beforeEach, describe, expect, test } from '@jest/globals'
import { inSandbox } from '../support/in-sandbox.ts'
import { axeViolations, outOfPlace, turnTo } from '../support/page-checks.ts'

const at = inSandbox()

describe.each([380, 768, 1280])('at %i px, in light and in dark', (width) => {
  beforeEach(async () => {
    await at.page.setViewportSize({ width, height: 800 })
    await at.page.emulateMedia({ colorScheme: 'light' })
    await at.ehr.open()
  })

  /** The view as it stands, in either scheme, of which only its CSS knows: accessible, in its place, calm. */
  async function expectSound() {
    for (const colorScheme of ['light', 'dark'] as const) {
      await turnTo(at.page, colorScheme)
      const found = [await axeViolations(at.page), await outOfPlace(at.page)]
      expect({ colorScheme, found }).toEqual({ colorScheme, found: [[], []] })
    }
    await at.expectCalm()
  }

  test('patients', async () => {
    await at.page.getByLabel('Bundle as text').fill('{')
    await at.ehr.button('Add this patient').click()
    await at.page.getByText('This is not JSON').waitFor()
    await expectSound()
  })

  test('a chart with orders under review, a card being dismissed, and all that lies behind', async () => {
    await at.ehr.chart('Bruno Castellan')
    await at.ehr.press('Order Metformin 500 mg')
    await at.page.getByLabel('Find a medicine or test').pressSequentially('mg')
    await at.ehr.press('Sign 1 order')
    await at.ehr.button('Dismiss…').first().click()
    await at.page.getByText('What services are given').click()
    await at.page.locator('summary', { hasText: 'Medication safety' }).click()
    await at.page.getByRole('table').waitFor()
    await expectSound()
    await at.page.getByRole('tab', { name: 'Request' }).click()
    await expectSound()
    await at.ehr.button('Dismiss card').click()
    await at.ehr.sent('overridden').getByText('Arrived').waitFor()
    await expectSound()
  })

  test('services that could not check', async () => {
    await at.page.route('**/cds-services/*', (route) =>
      route.fulfill({ json: { resourceType: 'OperationOutcome' } }),
    )
    await at.ehr.chart('Ada Lindqvist')
    expect(await at.page.locator('.notice').count()).toBe(3)
    await expectSound()
  })
})

describe('from the keyboard alone', () => {
  /** Presses Tab until the element that has this name has the focus. */
  async function tabTo(name: RegExp) {
    for (let presses = 0; presses < 100; presses += 1) {
      await at.page.keyboard.press('Tab')
      const focused = await at.page.evaluate(() => {
        const { activeElement } = document
        return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
      })
      if (name.test(focused)) return
    }
    throw new Error(`Tab never came to ${name}`)
  }

  test('chart, order, signing', async () => {
    await at.ehr.open()
    await tabTo(/^Open chart: Lea Haugen/)
    await at.page.keyboard.press('Enter')
    await at.ehr.settled()
    expect(await at.ehr.focused()).toBe('Lea Haugen')
    await tabTo(/^Order Amoxicillin/)
    await at.page.keyboard.press('Enter')
    await at.ehr.settled()
    await tabTo(/^Remove /)
    await at.page.keyboard.press('Enter')
    expect(await at.ehr.orders()).toEqual([])
    expect(await at.ehr.focused()).toBe('This session')
    await at.page.keyboard.press('Shift+Tab')
    await at.page.getByLabel('Find a medicine or test').waitFor()
    await at.page.keyboard.type('amoxi')
    await tabTo(/^Amoxicillin/)
    await at.page.keyboard.press('Enter')
    await at.page.getByLabel('Dose and directions').waitFor()
    await tabTo(/^Add order/)
    await at.page.keyboard.press('Enter')
    await at.ehr.settled()
    await tabTo(/^Sign 1 order/)
    await at.page.keyboard.press('Enter')
    await at.ehr.sent('Sign orders').getByText('Arrived').waitFor()
  })

  test('what arrives is told to a screen reader', async () => {
    await at.ehr.open()
    await at.ehr.chart('Ada Lindqvist')
    const told = await at.page.getByRole('status').allInnerTexts()
    expect(told.join()).toMatch(/\d cards?: 1\swarning/)
  })

  test('nothing moves by itself where less motion is asked for', async () => {
    await at.page.emulateMedia({ reducedMotion: 'reduce' })
    await at.ehr.open()
    const moving = await at.page.evaluate(() => document.getAnimations().length)
    expect(moving).toBe(0)
  })
})
