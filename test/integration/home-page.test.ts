import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { type Browser, openBrowser } from '../support/browser.ts'
import { shippedServices } from '../support/make-app.ts'
import { type Serving, serve, stop } from '../support/serve.ts'

let service: Serving
let browser: Browser
let page: Page
/** What the browser complained about, and where it went. */
let complaints: string[]
let visited: string[]

beforeAll(async () => {
  ;[service, browser] = await Promise.all([serve(), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await stop(service)
})
beforeEach(async () => {
  complaints = []
  visited = []
  page = await browser.context.newPage()
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => visited.push(request.url()))
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`))
})
afterEach(() => page.close())

const open = () => page.goto(`${service.url}/`)
const unfold = () =>
  page.evaluate(() => {
    for (const each of document.querySelectorAll('details')) each.open = true
  })

describe('GET / in a browser', () => {
  test('shows services, rules, hooks, templates, evidence and health', async () => {
    await open()
    await unfold()
    const shown = (await page.locator('body').allInnerTexts()).join().replace(/\s+/g, ' ')
    const expected = [...(await shippedServices()).values()].flatMap(
      ({ service, hooks, rules }) => [
        service.title,
        service.id,
        ...[...hooks.values()].flatMap(({ hook, templates }) => [
          hook.name,
          ...[...templates.values()].map(({ text }) => text),
        ]),
        ...rules.flatMap(({ rule, title }) => [
          title,
          rule.id,
          rule.source.label,
          ...Object.values(rule.cards).map(({ summary }) => summary),
        ]),
      ],
    )
    expect(expected.filter((each) => !shown.includes(each))).toEqual([])
    expect(shown).toContain('Health: answering')
    const evidence = await page.locator('td a').evaluateAll((all) => all.map((a) => String(a)))
    expect(evidence.filter((url) => !url.startsWith('https://'))).toEqual([])
    expect(evidence.length).toBeGreaterThanOrEqual(8)
  })

  test('needs nothing but itself, and the browser has nothing to complain about', async () => {
    const answer = await open()
    expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'")
    await page.waitForLoadState('networkidle')
    expect(visited).toEqual([`${service.url}/`])
    expect(complaints).toEqual([])
  })

  test('its style applies, and a script that got into it would not run', async () => {
    await open()
    expect(await page.evaluate(() => getComputedStyle(document.body).maxWidth)).toBe('992px')
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "taken over"'
      document.body.append(script)
    })
    expect(await page.title()).toBe('Cardstock')
    expect(complaints.join()).toContain('Content Security Policy')
  })

  test('the templates open from the keyboard', async () => {
    await open()
    const first = page.locator('details').first()
    expect(await first.locator('table').first().isVisible()).toBe(false)
    await first.locator('summary').focus()
    await page.keyboard.press('Enter')
    expect(await first.locator('table').first().isVisible()).toBe(true)
  })

  test.each([320, 380, 768, 1280])('at %i px nothing runs over the side', async (width) => {
    await page.setViewportSize({ width, height: 800 })
    await open()
    await unfold()
    const over = await page.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement
      const wide = [...document.querySelectorAll('body *')]
        .filter((each) => each.getBoundingClientRect().right > clientWidth + 0.5)
        .map((each) => `${each.tagName}: ${each.textContent?.slice(0, 60)}`)
      return scrollWidth > clientWidth ? [`scrolls to ${scrollWidth}`, ...wide] : wide
    })
    expect(over).toEqual([])
  })

  test.each(['light', 'dark'] as const)('the %s scheme is readable', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await open()
    await unfold()
    const { background, faint } = await page.evaluate(() => {
      const sample = document.createElement('p')
      sample.style.backgroundColor = 'Canvas'
      document.body.append(sample)
      const numbers = (text: string) => (text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number)
      const background = numbers(getComputedStyle(sample).backgroundColor)
      sample.remove()
      const luminance = (rgb: readonly number[]) => {
        const [r = 0, g = 0, b = 0] = rgb.map((part) => {
          const share = part / 255
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      const opacityOf = (each: Element | null): number =>
        each === null ? 1 : Number(getComputedStyle(each).opacity) * opacityOf(each.parentElement)
      const faint = [...document.querySelectorAll('h1, h2, p, a, code, td, th, summary, li, b')]
        .map((each) => {
          const opacity = opacityOf(each)
          const color = numbers(getComputedStyle(each).color).map(
            (part, index) => part * opacity + (background[index] ?? 0) * (1 - opacity),
          )
          const [dark = 0, bright = 0] = [luminance(color), luminance(background)].toSorted(
            (a, b) => a - b,
          )
          return { name: each.tagName, contrast: (bright + 0.05) / (dark + 0.05) }
        })
        .filter(({ contrast }) => contrast < 4.5) // WCAG 2.2, 1.4.3
      return { background, faint }
    })
    expect(faint).toEqual([])
    const brightness = background.reduce((sum, part) => sum + part, 0) / 3
    expect(brightness > 128).toBe(colorScheme === 'light')
  })
})
