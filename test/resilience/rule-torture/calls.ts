import { readFileSync } from 'node:fs'

interface Card {
  readonly summary: string
  readonly detail?: string
  readonly source: { readonly topic: { readonly code: string } }
}

/** What came back, the cards of bad rules aside: they never have any. */
export interface Reply {
  readonly status: number
  /** Summaries of all cards but the gap card. */
  readonly real: readonly string[]
  /** The text of the gap card, if there is one. */
  readonly gap: string
}

const request = JSON.parse(
  readFileSync(new URL('../../support/requests/order-sign.json', import.meta.url), 'utf8'),
)

/** The body of an order-sign call; bad rules look at the encounter. */
export function orderSign(encounterId = 'nobody'): string {
  return JSON.stringify({ ...request, context: { ...request.context, encounterId } })
}

export async function call(
  url: string,
  service: string,
  body: string,
  token?: string,
): Promise<Reply> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${url}/cds-services/${service}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body,
  })
  const { cards = [] } = (await response.json()) as { cards?: readonly Card[] }
  const gaps = cards.filter(({ source }) => source.topic.code === 'not-checked')
  return {
    status: response.status,
    real: cards.filter((card) => !gaps.includes(card)).map(({ summary }) => summary),
    gap: gaps.map(({ detail }) => detail).join(''),
  }
}

/**
 * Resolves when so many workers are ready, those that stand by among them. Until every lost one has been
 * replaced, a rule that ended one of late is not run, and the answer says so: that is right, but each rule is
 * to be met by all the others.
 */
export async function workersReady(url: string, count: number): Promise<void> {
  const ready = `cardstock_workers{count="ready"} ${count}\n`
  while (!(await (await fetch(`${url}/metrics`)).text()).includes(ready))
    await new Promise((resolve) => setTimeout(resolve, 10))
}
