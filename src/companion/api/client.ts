import type { Advice, OwnSession, Person, Resource, Session, Trends } from './contract.ts'
import { ApiFault, faultOf, writeFault } from './fault.ts'

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** The service, as the page sees it; every path is relative to `app/`. */
export interface Api {
  session(): Promise<Session>
  advice(): Promise<Advice>
  trends(score: string): Promise<Trends>
  patient(): Promise<Person>
  /** Rejects with an `ApiFault` alone, see `writeFault`. */
  create(resource: Resource): Promise<Resource>
  keepAwake(): Promise<void>
  logOut(): Promise<void>
  /** All that the same person has open. */
  sessions(): Promise<readonly OwnSession[]>
  logOutEverywhere(): Promise<void>
  /** Clients that the app can be opened at without a card. */
  clients(): Promise<readonly { id: string; title: string }[]>
}

export interface ApiOptions {
  readonly fetch: Fetch
  /**
   * The CSRF token of the session, once there is one. Every call repeats it: where another launch took
   * the cookie over, this page must hear that its session is over, not read another patient.
   */
  csrf(): string | undefined
  /** Any call may find that the session is over. */
  onEnded(): void
}

/** Calls of the service. Nothing is kept in the browser: answers are never cached. */
export function createApi({ fetch, csrf, onEnded }: ApiOptions): Api {
  async function call(path: string, init: RequestInit = {}): Promise<unknown> {
    const token = csrf()
    const headers = {
      ...(token === undefined ? {} : { 'x-cardstock-csrf': token }),
      ...(init.body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
    }
    const response = await fetch(path, { ...init, headers, cache: 'no-store' }).catch(
      (error: unknown) => {
        throw new ApiFault('unreachable', 'The service cannot be reached.', { cause: error })
      },
    )
    const body = await jsonOf(response)
    if (response.ok) return body
    const fault = faultOf(response.status, body)
    if (fault.kind === 'ended') onEnded()
    throw fault
  }

  const get = <T>(path: string) => call(path) as Promise<T>
  const post = (path: string, body?: object) =>
    call(path, {
      method: 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  return {
    session: () => get<Session>('api/session'),
    advice: () => get<Advice>('api/advice'),
    trends: (score) => get<Trends>(`api/trends?score=${encodeURIComponent(score)}`),
    patient: () => get<Person>('api/patient'),
    create: (resource) =>
      post(`api/fhir/${resource.resourceType}`, resource).then(
        (created) => created as Resource,
        (error: unknown) => {
          throw writeFault(error)
        },
      ),
    keepAwake: async () => void (await post('api/active')),
    logOut: async () => void (await post('api/logout')),
    sessions: async () => (await get<{ sessions: OwnSession[] }>('api/sessions')).sessions,
    logOutEverywhere: async () => void (await post('api/logout-everywhere')),
    clients: async () =>
      (await get<{ clients: { id: string; title: string }[] }>('api/clients')).clients,
  }
}

/** An answer without a body, or with one that is no JSON, says nothing more than its status. */
async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    if (response.ok) throw new ApiFault('failed', 'The answer cannot be read.', { cause: error })
    return undefined
  }
}
