import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { round } from '../../src/clinical/readers/round.ts'
import { runScore } from '../../src/clinical/score.ts'
import { prevent } from '../../src/clinical/scores/prevent.ts'
import { type Browser, openBrowser } from '../support/browser.ts'
import * as said from '../support/fake-advice.ts'
import { type Answer, type FakeApp, fakeApp } from '../support/fake-app.ts'
import { axeViolations, outOfPlace, type PageWatch, seen, watch } from '../support/page-checks.ts'

const { goWell, ok } = said
let app: FakeApp
let browser: Browser
let page: Page
let watched: PageWatch

beforeAll(async () => {
  ;[app, browser] = await Promise.all([fakeApp(), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await app.close()
})
beforeEach(async () => {
  goWell(app)
  page = await browser.context.newPage()
  await page.setViewportSize({ width: 1280, height: 900 })
  watched = await watch(page)
})
afterEach(() => page.close())

const panel = (name: string | RegExp) => page.getByRole('region', { name })
const button = (name: string | RegExp) => page.getByRole('button', { name })
const figure = () => page.locator('[data-figure]')
const tried = () => page.locator('[data-what-if]')
const field = (name: string) => page.locator('.controls').getByLabel(name)
const answer = (call: string, status: number, body: unknown = {}) =>
  app.answers.set(call, { status, body })
const asked = (call: string) => app.calls.filter((each) => each.call === call)

/** Opened, and everything that loads has loaded. */
async function open() {
  await page.goto(app.url)
  await page.waitForLoadState('networkidle')
}

/** What the browser complained about, but for the failed answers that a test asked for. */
const complaints = () => watched.complaints.filter((each) => !each.includes('the server responded'))

async function expectCalm() {
  expect(complaints()).toEqual([])
  expect(await seen(page)).toEqual([])
}

describe('the open page', () => {
  test('says who it is about, what the score is, of what, and where from', async () => {
    await open()
    expect(await page.getByRole('region', { name: 'Patient' }).innerText()).toMatch(
      /Ada Ngozi Okafor\s+Born\s+12\sApr\s1968 \(\d\d years\)\s+Sex\s+female\s+MRN\s+MRN-00417/,
    )
    expect(await figure().innerText()).toBe('8.8')
    const rows = panel('PREVENT').locator('tbody tr')
    expect(await rows.first().innerText()).toMatch(/Current smoker\s+yes\s+10\sFeb\s2026\s+×1\.58/)
    expect(await panel('PREVENT').innerText()).toContain('HbA1c: the newest result is older')
    expect(await panel('Evidence').getByRole('link').allInnerTexts()).toHaveLength(2)
    await expectCalm()
    expect(asked('GET advice')[0]?.csrf).toBe('token')
  })

  test('the EHR’s own banner is not repeated', async () => {
    answer('GET session', 200, { ...said.session, needPatientBanner: false })
    await open()
    expect(await panel('Patient').count()).toBe(0)
    expect(asked('GET patient')).toEqual([])
  })

  test('a style of the EHR is put on where it stays readable', async () => {
    const smartStyle = { color_background: '#edeae3', color_text: '#bbbbbb' }
    answer('GET session', 200, { ...said.session, smartStyle })
    await open()
    const shown = () =>
      page.evaluate(() => {
        const { backgroundColor, color } = getComputedStyle(document.body)
        return [backgroundColor, color]
      })
    expect(await shown()).toEqual(['rgb(237, 234, 227)', 'rgb(23, 33, 43)'])
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.waitForFunction(
      () => getComputedStyle(document.body).backgroundColor === 'rgb(15, 21, 27)',
    )
    expect(await axeViolations(page)).toEqual([])
  })

  test('works in a frame', async () => {
    const ehr = new URL('/ehr', app.url).href
    const body = `<!doctype html><iframe src="${app.url}" width="400" height="600"></iframe>`
    await page.route(ehr, (route) => route.fulfill({ contentType: 'text/html', body }))
    await page.goto(ehr)
    const frame = page.frameLocator('iframe')
    await frame.locator('[data-figure]').waitFor()
    expect(await frame.locator('[data-figure]').innerText()).toBe('8.8')
  })
})

describe('what if', () => {
  test('recomputes at once beside the value on file, and goes back', async () => {
    await open()
    await field('Current smoker').selectOption('false')
    await field('Systolic').fill('122')
    const computed = runScore(prevent, { ...said.score.inputs, smoker: false, sbp: 122 })
    const expected = 'value' in computed ? round(computed.value.ascvdPct, 1) : undefined
    expect(await tried().innerText()).toBe(`${expected}\u00a0%`)
    expect(await figure().innerText()).toBe('8.8')
    expect(await panel('What if').innerText()).toMatch(/On file\s+8\.8\s%\s+What if\s+4\s%/)
    await button('Reset to the chart').click()
    expect(await tried().count()).toBe(0)
    expect(await field('Systolic').inputValue()).toBe('148')
    expect(complaints()).toEqual([])
  })

  test('beyond the published range there is no figure, and it is said why', async () => {
    await open()
    await field('HDL').fill('400')
    expect(await panel('What if').innerText()).toContain(
      'HDL cholesterol: outside the valid range: at most 100',
    )
    expect(await field('HDL').getAttribute('aria-invalid')).toBe('true')
    await field('HDL').fill('6o')
    expect(await tried().count()).toBe(0)
  })

  test('a page older than the service does not compute', async () => {
    const score = { ...said.score, version: '99.0.0' }
    answer('GET advice', 200, { ...said.advice, scores: [score] })
    await open()
    await field('HDL').fill('60')
    expect(await panel('What if').innerText()).toContain('This page is older than the service.')
    expect(await tried().count()).toBe(0)
  })
})

describe('trends', () => {
  test('each result is reached and said from the keyboard, and stands in a table', async () => {
    await open()
    const chart = page.getByRole('figure', { name: 'Total cholesterol' })
    await chart.getByRole('button').last().focus()
    await page.keyboard.press('Home')
    const said = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    expect(await said()).toMatch(/^188\smg\/dL on 2\sMar\s2023, within the reference range$/)
    await page.keyboard.press('ArrowRight')
    expect(await said()).toMatch(/^205\smg\/dL .* above the reference range$/)
    expect(await chart.innerText()).toMatch(/205\smg\/dL on 14\sFeb\s2024/)
    await chart.getByText('Table of 4 results').click()
    expect(await chart.locator('tbody tr').allInnerTexts()).toHaveLength(4)
    expect(await chart.innerText()).toContain('Left out: a result of 4 May 2024 has no unit')
  })
})

describe('trends that are not whole', () => {
  test('say what could not be read, beside what was', async () => {
    const unread = [{ code: 'lipids-cut', text: 'lipids: only the newest 100 results were read' }]
    answer('GET trends', 200, { trends: said.trends, unread })
    await open()
    const shown = await panel('How the inputs went').innerText()
    expect(shown).toContain('Not all earlier results could be read.')
    expect(shown).toContain('lipids: only the newest 100 results were read')
    expect(await page.getByRole('figure', { name: 'Total cholesterol' }).count()).toBe(1)
    await expectCalm()
  })

  test('are not said to be empty', async () => {
    const unread = [{ code: 'lipids-timeout', text: 'lipids: the record system was late' }]
    answer('GET trends', 200, { trends: [], unread })
    await open()
    const shown = await panel('How the inputs went').innerText()
    expect(shown).toContain('lipids: the record system was late')
    expect(shown).not.toContain('No results')
  })
})

describe('writing back', () => {
  const write = () => button('Write to the record')

  test('is confirmed, done once whatever is clicked, and said', async () => {
    await open()
    await button('Order HbA1c').click()
    const dialog = page.getByRole('dialog', { name: 'Order HbA1c' })
    expect(await dialog.innerText()).toMatch(/ServiceRequest: Order HbA1c\s+What\s+HbA1c/)
    await write().dblclick()
    await page.getByText('Written to the record.').waitFor()
    await button('Order HbA1c').dblclick({ force: true })
    expect(await dialog.count()).toBe(0)
    expect(asked('POST fhir/ServiceRequest').map(({ body, csrf }) => ({ body, csrf }))).toEqual([
      { body: said.order, csrf: 'token' },
    ])
    expect(await panel('Cardiovascular risk and statin').innerText()).toContain(
      'ServiceRequest/sr-1',
    )
  })

  test('Escape writes nothing, and focus is back where it was', async () => {
    await open()
    await button('Order HbA1c').click()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Order HbA1c')
    expect(asked('POST fhir/ServiceRequest')).toEqual([])
  })

  test('a refusal is told, and can be tried again', async () => {
    answer('POST fhir/ServiceRequest', 422, {
      issue: [{ details: { text: 'No such code.' } }],
    })
    await open()
    await button('Order HbA1c').click()
    await write().click()
    await page.getByText('Nothing was written.').waitFor()
    expect(await panel('Cardiovascular risk and statin').innerText()).toContain('No such code.')
    answer('POST fhir/ServiceRequest', 201, { ...said.order, id: 'sr-2' })
    await button('Order HbA1c').click()
    await write().click()
    await page.getByText('ServiceRequest/sr-2').waitFor()
  })

  test.each<[string, Answer]>([
    ['502', { status: 502, body: {} }],
    ['a confirmation that cannot be read', { status: 201, text: '<html>' }],
    ['nothing', 'drop'],
  ])('a write that is answered with %s is not said to be missing', async (_name, given) => {
    app.answers.set('POST fhir/ServiceRequest', given)
    await open()
    await button('Order HbA1c').click()
    await write().click()
    await page.getByText('Not known whether it was written. Look into the record first.').waitFor()
    expect(await page.getByText('Nothing was written').count()).toBe(0)
    await button('Order HbA1c').click()
    expect(await page.getByRole('dialog').innerText()).toContain(
      'Not known whether an earlier try was written.',
    )
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('Not known whether it was written. Look into the record first.').waitFor()
  })

  describe('a panel of results and a note', () => {
    const subject = { reference: 'Patient/ada' }
    const result = {
      ...{ resourceType: 'Observation', status: 'final', subject },
      code: { text: 'ASCVD risk' },
      valueQuantity: { value: 8.84321, unit: '%' },
    }
    const note = {
      ...{ resourceType: 'DocumentReference', status: 'current', subject },
      content: [{ attachment: { contentType: 'text/plain', data: btoa('Talked about statins.') } }],
    }
    const create = (description: string, resource: object) => ({
      ...{ type: 'create', description, resource },
    })
    const suggestion = {
      ...{ label: 'Keep the risk', uuid: '9b5b2c7e-2f0a-4a3e-9d5e-0d6f8a1c2b3d' },
      actions: [create('The risk', result), create('The talk', note)],
    }
    const writes = ['Observation', 'DocumentReference']

    beforeEach(async () => {
      answer('GET session', 200, { ...said.session, writes })
      const cards = [{ ...said.card, suggestions: [suggestion] }]
      answer('GET advice', 200, { ...said.advice, cards })
      answer('POST fhir/Observation', 201, { ...result, id: 'o-1' })
      answer('POST fhir/DocumentReference', 201, { ...note, id: 'd-1' })
      await open()
      await button('Keep the risk').click()
    })

    test('are shown as they will be written, and are', async () => {
      const dialog = await page.getByRole('dialog').innerText()
      expect(dialog).toMatch(/Value\s+8\.84321\s%/)
      expect(dialog).toMatch(/Content\s+Talked about statins\./)
      expect(await axeViolations(page)).toEqual([])
      await write().click()
      await page.getByText('Observation/o-1, DocumentReference/d-1').waitFor()
      expect(asked('POST fhir/Observation').map(({ body }) => body)).toEqual([result])
      expect(asked('POST fhir/DocumentReference').map(({ body }) => body)).toEqual([note])
    })

    test('of which one was refused: it is said which is there, and only the rest is tried again', async () => {
      answer('POST fhir/DocumentReference', 422, { issue: [{ details: { text: 'Not so.' } }] })
      await write().click()
      await page.getByText('Only part of it was written.').waitFor()
      const shown = await panel('Cardiovascular risk and statin').innerText()
      expect(shown).toContain('In the record: Observation/o-1. A new try writes the rest.')
      expect(shown).toContain('Not so.')
      answer('POST fhir/DocumentReference', 201, { ...note, id: 'd-2' })
      await button('Keep the risk').click()
      await write().click()
      await page.getByText('Observation/o-1, DocumentReference/d-2').waitFor()
      expect(asked('POST fhir/Observation')).toHaveLength(1)
    })

    test('of which the first was not confirmed: the second was not sent, and that is said', async () => {
      app.answers.set('POST fhir/Observation', 'drop')
      await write().click()
      await page.getByText('Not known whether it was written.').waitFor()
      expect(await panel('Cardiovascular risk and statin').innerText()).toContain(
        'Not known: The risk. Not sent: The talk.',
      )
      expect(asked('POST fhir/DocumentReference')).toEqual([])
    })

    test('of which one was not confirmed: about it nothing is known', async () => {
      app.answers.set('POST fhir/DocumentReference', 'drop')
      await write().click()
      await page.getByText('Not known whether it was written.').waitFor()
      expect(await panel('Cardiovascular risk and statin').innerText()).toContain(
        'In the record: Observation/o-1. Not known: The talk.',
      )
    })
  })

  test('what the app or the scope does not allow says so and has no button', async () => {
    answer('GET session', 200, { ...said.session, writes: [] })
    await open()
    const shown = await panel('Cardiovascular risk and statin').innerText()
    expect(shown).toContain('You have not been granted the right to write a ServiceRequest')
    expect(shown).toContain('This app does not write a MedicationRequest')
    expect(await panel('Cardiovascular risk and statin').getByRole('button').count()).toBe(0)
  })
})

describe('missing data', () => {
  const { value: _value, ...unknown } = said.score
  const lacking = {
    ...{ ...unknown, known: false, inputs: { age: 58 }, used: said.score.used.slice(0, 1) },
    missing: [{ code: 'hdl-missing', text: 'HDL cholesterol is missing' }],
  }

  test('a rule that was not evaluated is no all-clear, and the score says what it lacks', async () => {
    answer('GET advice', 200, {
      ...{ ...said.advice, state: 'not-evaluated', cards: [], scores: [lacking] },
      because: [{ code: 'x', text: 'the conditions could not be read' }],
    })
    await open()
    const advice = await panel('Cardiovascular risk and statin').innerText()
    expect(advice).toContain('could not be evaluated: this is no all-clear')
    expect(advice).toContain('the conditions could not be read')
    expect(await panel('PREVENT').innerText()).toContain('HDL cholesterol: not known')
    expect(await panel('What if').innerText()).toMatch(/On file\s+not calculable/)
    await field('HDL').fill('60')
    expect(await panel('What if').innerText()).toContain('Total cholesterol: not known')
  })

  test('a score whose data could not be read does not say that there are none', async () => {
    const missing = [{ code: 'lipids-timeout', text: 'lipids: the record system was late' }]
    const none = { ...unknown, known: false, inputs: {}, used: [], unused: [], missing }
    answer('GET advice', 200, { ...said.advice, scores: [{ ...none, unread: true }] })
    await open()
    const unread = await panel('PREVENT').innerText()
    expect(unread).toContain('lipids: the record system was late')
    expect(unread).toContain('Not all that this score asks for could be read.')
    expect(unread).not.toContain('Nothing that this score')
    answer('GET advice', 200, { ...said.advice, scores: [none] })
    await open()
    expect(await panel('PREVENT').innerText()).toContain(
      'Nothing that this score asks for is known',
    )
  })

  test('a score that is kept from before says since when, and what could not be read', async () => {
    const missing = [{ code: 'lipids-timeout', text: 'lipids: the record system was late' }]
    const kept = { ...said.score, asOf: '2026-02-20T09:00:00Z', unread: true, missing }
    const pce = { ...said.score, id: 'pce', title: 'Pooled Cohort Equations' }
    answer('GET advice', 200, { ...said.advice, scores: [kept, pce] })
    await open()
    const shown = await panel('PREVENT').innerText()
    expect(shown).toMatch(/Computed 20\sFeb\s2026; the data could not be read now\./)
    // Wherever the figure stands it does not look like today's.
    expect(await button(/PREVENT/).innerText()).toMatch(/8\.8 % as of 20\sFeb\s2026/)
    expect(await button(/Pooled/).innerText()).not.toContain('as of')
    expect(await page.locator('.outcome').innerText()).toMatch(/8\.8\s% as of 20\sFeb\s2026/)
    expect(shown).toContain('lipids: the record system was late')
    expect(await figure().innerText()).toBe('8.8')
    expect(await axeViolations(page)).toEqual([])
    await expectCalm()
  })

  test('a rule that speaks at an order says so', async () => {
    answer('GET advice', 200, { ...said.advice, state: 'needs-order', cards: [] })
    await open()
    expect(await panel('Cardiovascular risk and statin').innerText()).toContain(
      'when an order is being written',
    )
    expect(await figure().innerText()).toBe('8.8')
  })

  test('without a rule all scores can be looked at', async () => {
    const { rule: _rule, ...advice } = said.advice
    const scores = [said.score, { ...lacking, id: 'pce', title: 'Pooled Cohort Equations' }]
    answer('GET advice', 200, { ...advice, state: 'no-rule', cards: [], scores })
    await open()
    expect(await button(/PREVENT/).getAttribute('aria-pressed')).toBe('true')
    await button(/Pooled/).click()
    expect(await panel('Pooled').innerText()).toContain('cannot be calculated')
  })

  test('without a rule it is said what could not be read', async () => {
    const because = [
      { code: 'lipids-forbidden', text: 'lipids: reading the data is not permitted' },
    ]
    answer('GET advice', 200, { ...said.advice, state: 'no-rule', because, cards: [] })
    await open()
    const main = await page.locator('main').innerText()
    expect(main).toContain('Not all of the chart could be read: scores may be missing here.')
    expect(main).toContain('lipids: reading the data is not permitted')
  })

  test('a card whose rule is not to be had is no launch without a card', async () => {
    const lost = { ...said.advice, state: 'rule-unavailable', cards: [] }
    answer('GET advice', 200, lost)
    await open()
    const main = () => page.locator('main').innerText()
    expect(await main()).toContain('The rule of the card cannot be shown: this is no all-clear.')
    expect(await main()).not.toContain('Not all of the chart could be read')
    const because = [{ code: 'lipids-timeout', text: 'lipids: the record system was late' }]
    answer('GET advice', 200, { ...lost, because, scores: [] })
    await open()
    expect(await main()).toContain('The rule of the card cannot be shown: this is no all-clear.')
    expect(await main()).toContain('lipids: the record system was late')
    expect(await main()).toContain('No score can be calculated from this chart.')
  })

  test('nothing at all on file', async () => {
    answer('GET advice', 200, { ...said.advice, state: 'no-rule', cards: [], scores: [] })
    await open()
    expect(await page.locator('main').innerText()).toContain('No score can be calculated')
    await expectCalm()
  })

  test('neither rule nor score: there is nothing to cite, and that is said', async () => {
    const { rule: _rule, ...advice } = said.advice
    answer('GET advice', 200, { ...advice, state: 'no-rule', cards: [], scores: [] })
    await open()
    expect(await panel('Evidence').innerText()).toContain('there is nothing to cite')
    expect(await panel('Evidence').getByRole('link').count()).toBe(0)
  })

  test.each([
    ['the patient', 'GET patient', 'The patient’s name could not be read.'],
    ['the trends', 'GET trends', 'Earlier results could not be read.'],
  ])('%s failing leaves the rest, and can be tried again', async (_name, call, text) => {
    const before = app.answers.get(call)
    answer(call, 502)
    await open()
    await page.getByText(text).waitFor()
    expect(await figure().innerText()).toBe('8.8')
    if (before !== undefined) app.answers.set(call, before)
    await button('Try again').click()
    await page.getByText(text).waitFor({ state: 'detached' })
  })

  test('the advice failing is no all-clear', async () => {
    answer('GET advice', 500)
    await open()
    expect(await page.locator('main').innerText()).toContain('This is no all-clear.')
  })

  test('data that cannot be drawn cost their panel only', async () => {
    answer('GET trends', 200, { trends: [{ input: 'hdl', title: 'HDL' }], unread: [] })
    await open()
    expect(await page.getByText('This part cannot be shown.').count()).toBe(1)
    expect(await figure().innerText()).toBe('8.8')
    await field('HDL').fill('60')
    expect(await tried().count()).toBe(1)
  })
})

describe('the end of a session', () => {
  /** Nothing of the chart is left, in sight or out of it. */
  const expectWiped = async () => {
    const html = await page.content()
    expect(['Okafor', 'MRN-00417', '8.8', '236.4'].filter((each) => html.includes(each))).toEqual(
      [],
    )
  }

  test('ASVS 7.5.2 the other sessions are shown, and all are ended at once', async () => {
    await open()
    await button('Your sessions').click()
    await panel('Your sessions').getByText('last used 5 minutes ago').waitFor()
    expect(await panel('Your sessions').getByRole('listitem').allInnerTexts()).toHaveLength(2)
    expect(await axeViolations(page)).toEqual([])
    expect(await outOfPlace(page)).toEqual([])
    answer('POST logout-everywhere', 503)
    await button('Log out everywhere').click()
    await page.getByText('You are still logged in.').waitFor()
    expect(await figure().innerText()).toBe('8.8')
    answer('POST logout-everywhere', 200, { revoked: true, others: 1 })
    await button('Log out everywhere').click()
    await page.getByRole('heading', { name: 'You are logged out' }).waitFor()
    await expectWiped()
    expect(asked('POST logout-everywhere')).toHaveLength(2)
    expect(asked('POST logout')).toEqual([])
  })

  test('logging out wipes the page at once, and says how to come back', async () => {
    let tell = (): void => undefined
    const told = new Promise<void>((resolve) => {
      tell = resolve
    })
    app.answers.set('POST logout', () => told.then(() => ({ revoked: true })))
    await open()
    await button('Log out').click()
    await page.getByRole('heading', { name: 'You are being logged out' }).waitFor()
    await expectWiped()
    tell()
    await page.getByRole('heading', { name: 'You are logged out' }).waitFor()
    expect(await page.locator('main').innerText()).toContain('To come back, open the app again')
    await expectCalm()
  })

  test('a service that cannot be told is spoken of', async () => {
    answer('POST logout', 503)
    await open()
    await button('Log out').click()
    await page.getByRole('heading', { name: 'logged out on this page' }).waitFor()
    await expectWiped()
  })

  test('a 401 of any call leads there', async () => {
    await open()
    answer('POST fhir/ServiceRequest', 401)
    await button('Order HbA1c').click()
    await button('Write to the record').click()
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
    await expectWiped()
  })

  test('a minute before the end it warns, activity keeps it awake, and at the end it is over', async () => {
    await page.clock.install()
    await open()
    expect(asked('POST active')).toHaveLength(1)
    await page.clock.runFor(14 * 60_000 + 1000)
    await page.getByText('Your session ends in a minute').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await button('Stay').click()
    await page.getByText('Your session ends in a minute').waitFor({ state: 'detached' })
    await page.clock.runFor(15 * 60_000 + 1000)
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
    await expectWiped()
    expect(asked('POST logout')).toHaveLength(1)
  })

  test('R19 a computer whose clock is set back an hour keeps no idle session open', async () => {
    await page.clock.install()
    await open()
    await page.clock.runFor(60_000)
    const told = () => page.evaluate(() => Date.now())
    const before = await told()
    await page.clock.setSystemTime(before - 3_600_000)
    expect(await told()).toBeLessThan(before)
    await page.clock.runFor(14 * 60_000 + 1000)
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
    await expectWiped()
  })
})

describe('the end that no activity puts off', () => {
  test('comes eight hours after the log-in, with a warning, whoever is at work', async () => {
    await page.clock.install()
    await open()
    for (let minutes = 0; minutes < 470; minutes += 10) {
      await page.clock.fastForward(10 * 60_000)
      await page.keyboard.press('Shift')
    }
    expect(await figure().count()).toBe(1)
    await page.clock.fastForward(9 * 60_000 + 1000)
    await page.getByText('it has reached its longest time').waitFor()
    expect(await button('Stay').count()).toBe(0)
    await page.keyboard.press('Shift')
    await page.clock.fastForward(60_000)
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor()
    expect(await page.content()).not.toContain('Okafor')
    expect(asked('POST logout')).toHaveLength(1)
  })
})

describe('without a session', () => {
  test('it says how to open the app, and offers what can be opened alone', async () => {
    answer('GET session', 401)
    answer('GET clients', 200, { clients: [{ id: 'st elsewhere', title: 'St. Elsewhere' }] })
    await open()
    expect(await page.locator('main').innerText()).toContain('Open it from a patient’s chart')
    const link = page.getByRole('link', { name: 'St. Elsewhere' })
    expect(await link.getAttribute('href')).toBe('launch?client=st%20elsewhere')
    await expectCalm()
  })

  test('a service that is down is no missing session', async () => {
    answer('GET session', 503)
    await open()
    expect(await page.locator('main').innerText()).toContain('The service could not do this.')
    app.answers.set('GET session', ok(said.session))
    await button('Try again').click()
    await figure().waitFor()
  })
})

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([380, 768, 1280])(
    'at %i px every view is accessible and in its place',
    async (width) => {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      const look = async (view: string) => {
        expect({ view, axe: await axeViolations(page), place: await outOfPlace(page) }).toEqual({
          ...{ view, axe: [], place: [] },
        })
      }
      await open()
      await expectCalm()
      for (const each of await page.locator('summary').all()) await each.click()
      await field('HDL').fill('400')
      await look('chart, with a mistake')
      await field('HDL').fill('60')
      await look('chart, with a what-if')
      await button('Order HbA1c').click()
      await page.getByText('The whole resource').click()
      await look('dialog')
      await button('Write to the record').click()
      await page.getByText('Written to the record.').waitFor()
      await look('written')
      await button('Log out').click()
      await page.getByRole('heading', { name: 'You are logged out' }).waitFor()
      await look('ended')
      answer('GET session', 401)
      answer('GET clients', 200, { clients: [{ id: 'a', title: 'St. Elsewhere' }] })
      await open()
      await look('no session')
    },
  )
})
