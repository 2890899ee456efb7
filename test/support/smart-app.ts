import { createHash, randomBytes } from 'node:crypto'

/** A public SMART app that does by hand what a library would: for tests of the authorization server. */
export interface SmartApp {
  readonly verifier: string
  /** The query of an authorization request; `more` replaces members, `null` leaves them out. */
  query(more?: Readonly<Record<string, string | null>>): URLSearchParams
  /** The address that the authorization server leads to, or its page. */
  authorize(
    query: URLSearchParams,
  ): Promise<{ readonly to?: URL; readonly page: string; readonly status: number }>
  /** Answers the consent page: the pending request is read from it. */
  decide(page: string, form: Readonly<Record<string, string | readonly string[]>>): Promise<URL>
  token(
    form: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>
}

export const CLIENT = 'cardstock-companion'

export function smartApp(url: string): SmartApp {
  const verifier = randomBytes(32).toString('base64url')
  const auth = `${url}/sandbox/auth`
  return {
    verifier,
    query(more = {}) {
      const members: Record<string, string | null> = {
        response_type: 'code',
        client_id: CLIENT,
        redirect_uri: `${url}/app/callback/open`,
        scope: 'launch openid fhirUser patient/*.rs offline_access',
        state: 'state-1',
        aud: `${url}/sandbox/fhir`,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...more,
      }
      const given = Object.entries(members).filter(([, value]) => value !== null)
      return new URLSearchParams(given as [string, string][]) // nulls are gone
    },
    async authorize(query) {
      const answer = await fetch(`${auth}/authorize?${query}`, { redirect: 'manual' })
      const location = answer.headers.get('location')
      return {
        ...(location === null ? {} : { to: new URL(location) }),
        page: await answer.text(),
        status: answer.status,
      }
    },
    async decide(page, form) {
      const pending = /name="pending" value="([^"]+)"/.exec(page)?.[1] ?? ''
      const body = new URLSearchParams({ pending })
      for (const [name, values] of Object.entries(form))
        for (const value of [values].flat()) body.append(name, value)
      const answer = await fetch(`${auth}/decide`, { method: 'POST', body, redirect: 'manual' })
      return new URL(answer.headers.get('location') ?? 'about:blank')
    },
    async token(form) {
      const body = new URLSearchParams({ client_id: CLIENT, ...form })
      const answer = await fetch(`${auth}/token`, { method: 'POST', body })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    },
  }
}

/** Calls of the page: JSON in, JSON out. */
export async function pageCall(
  url: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const init =
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }
  const answer = await fetch(`${url}/sandbox/api/${path}`, init)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
