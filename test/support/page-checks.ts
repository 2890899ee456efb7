import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What a page may be held to, measured in the browser. */
export interface PageWatch {
  /** What the browser complained about: console, script errors, failed requests, CSP. */
  readonly complaints: string[]
}

/** Listens to a page from before its first byte, and counts shifts of its layout. */
export async function watch(page: Page): Promise<PageWatch> {
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`))
  await page.addInitScript(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    document.addEventListener('securitypolicyviolation', (event) =>
      seen.push(`CSP: ${event.violatedDirective} ${event.blockedURI}`),
    )
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput, sources } = entry as LayoutShift
        if (hadRecentInput) continue
        const moved = sources.map(({ node }) => node?.textContent?.slice(0, 40) ?? '?')
        seen.push(`layout shift ${value}: ${moved.join(' | ')}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return { complaints }
}

interface LayoutShift extends PerformanceEntry {
  readonly value: number
  readonly hadRecentInput: boolean
  readonly sources: readonly { readonly node: Node | null }[]
}

/** CSP violations and layout shifts so far, without those that follow the user's own doing. */
export function seen(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (window as unknown as { seen: string[] }).seen)
}

/** Turns the page to a colour scheme; resolves once whatever listens to that has been told, a frame later. */
export async function turnTo(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.waitForFunction((scheme) => {
    const { matches } = matchMedia(`(prefers-color-scheme: ${scheme})`)
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    return (
      matches &&
      frame()
        .then(frame)
        .then(() => true)
    )
  }, colorScheme)
}

/** What axe finds wrong, as `rule: element`. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  // A page's CSP allows no script of others; a debugger may add one all the same.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  })
}

/** What runs over the side of the page, and what is smaller than a finger can hit (WCAG 2.2, 2.5.8). */
export function outOfPlace(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement
    const box = (each: Element) => each.getBoundingClientRect()
    const told = (each: Element, what: string) =>
      `${what}: ${each.tagName} ${each.className} ${each.textContent?.slice(0, 40)}`
    const wide = [...document.querySelectorAll('body *')]
      .filter((each) => box(each).right > clientWidth + 0.5 && box(each).width > 1)
      .map((each) => told(each, 'wide'))
    const small = [...document.querySelectorAll('button, summary, input, textarea')]
      .filter((each) => box(each).height > 0 && Math.min(box(each).height, box(each).width) < 20)
      .map((each) => told(each, 'small'))
    return scrollWidth > clientWidth ? [`scrolls to ${scrollWidth}`, ...wide, ...small] : small
  })
}
