import type { Page } from 'playwright-core'

/** The sandbox page as a user finds it: by what stands on it. */
export function sandboxPage(page: Page, url: string) {
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  /** All services of the moment have answered or failed. */
  const settled = () =>
    page.waitForFunction(() => {
      const said = document.querySelector('.bar [role=status]')?.textContent ?? ''
      return said !== '' && !said.startsWith('Asking')
    })
  return {
    button,
    settled,
    async open() {
      await page.goto(`${url}/sandbox/`)
      await page.getByRole('heading', { level: 1, name: 'Choose a patient' }).waitFor()
    },
    async chart(name: string) {
      await button(`Open chart: ${name}`).click()
      await settled()
    },
    async press(name: string | RegExp) {
      await button(name).click()
      await settled()
    },
    card: (summary: string | RegExp) =>
      page.getByRole('article').filter({ has: page.getByRole('heading', { name: summary }) }),
    /** Cards as `Indicator: summary`, in their order. */
    cards: () =>
      page
        .getByRole('article')
        .evaluateAll((all) =>
          all.map((each) =>
            [each.querySelector('.badge'), each.querySelector('h3')]
              .map((part) => part?.textContent)
              .join(': '),
          ),
        ),
    orders: () =>
      page
        .getByRole('region', { name: 'Orders' })
        .locator('.order')
        .evaluateAll((all) => all.map((each) => (each as HTMLElement).innerText.split('\n')[0])),
    sent: (text: string | RegExp) =>
      page.getByRole('region', { name: 'Sent and written' }).locator('.order', { hasText: text }),
    focused: () => page.evaluate(() => document.activeElement?.textContent),
  }
}

/** Everything in the sandbox as at the start. */
export async function resetSandbox(url: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const { status } = await fetch(`${url}/sandbox/api/reset`, {
    method: 'POST',
    headers,
    body: '{}',
  })
  if (status >= 300) throw new Error(`the sandbox was not reset: ${status}`)
}

/** What the sandbox's FHIR server has, asked with a token of its own. */
export async function onRecord(url: string, patient: string, query: string) {
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({ patient })
  const token = await fetch(`${url}/sandbox/api/token`, { method: 'POST', headers: json, body })
  const { fhirServer, fhirAuthorization } = (await token.json()) as {
    fhirServer: string
    fhirAuthorization: { access_token: string }
  }
  const answer = await fetch(`${fhirServer}/${query}`, {
    headers: { authorization: `Bearer ${fhirAuthorization.access_token}` },
  })
  const { entry = [] } = (await answer.json()) as {
    entry?: { resource: Record<string, unknown> }[]
  }
  return entry.map(({ resource }) => resource)
}
