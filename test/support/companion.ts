import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OpenFhir } from '../../src/fhir/client.ts'
import { makeApp, type TestApp } from './make-app.ts'
import { type SmartServer, startSmartServer } from './smart-server.ts'
import { clientsYaml, makeKey } from './tokens.ts'

type Json = Readonly<Record<string, unknown>>

/** A browser as far as the app's server sees it: cookies, and no redirect followed unasked. */
export interface Browser {
  readonly cookies: Map<string, string>
  /** The CSRF token that the page got. */
  csrf: string | undefined
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Reply>
  post(url: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly location: string
  readonly text: string
  /** The body as JSON. */
  readonly json: ReturnType<typeof JSON.parse>
}

/** The app of one client, an EHR with its authorization server, and a clock that a test moves. */
export interface Companion extends TestApp {
  readonly url: string
  readonly ehr: SmartServer
  later(seconds: number): void
  browser(): Browser
  /** Goes through launch and log-in; the browser then has a session. */
  opened(browser?: Browser, appContext?: unknown): Promise<Browser>
  /** The authorization server's address to which a launch leads, from another EHR where one is named. */
  launched(browser: Browser, iss?: string): Promise<string>
}

export interface CompanionOptions {
  readonly patient: string
  readonly resources: unknown
  /** Members of the client's `companion`. */
  readonly companion?: Json
  /** More members of the client. */
  readonly client?: Json
  /** More FHIR servers of the client. */
  readonly servers?: readonly string[]
  /** Other clients beside it. */
  readonly others?: readonly Json[]
  /** More lines of the configuration file. */
  readonly config?: string
  readonly prefix?: string
  readonly env?: Readonly<Record<string, string>>
  /** Reads charts, in place of what does. */
  readonly openFhir?: OpenFhir
}

export async function startCompanion(options: CompanionOptions): Promise<Companion> {
  const { patient, resources, companion = {}, config = '', prefix = '', env = {} } = options
  const { others = [], servers = [], openFhir } = options
  const ehr = await startSmartServer(patient, resources)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { jwk } = await makeKey()
  const client = {
    ...{ id: 'north', issuer: 'https://ehr.example.org', jwks: { keys: [jwk] } },
    internalFhirServers: [ehr.iss, ...servers],
    companion: { clientId: 'app-1', ...companion },
    ...options.client,
  }
  let moved = 0
  const began = Date.now()
  const app = await makeApp({
    env,
    config: `publicUrl: ${url}${prefix}\nworkers: 0\n${config}\n${clientsYaml(client, ...others)}`,
    engine: {
      monotonic: () => performance.now() + moved * 1000,
      now: () => new Date(began + moved * 1000),
      ...(openFhir === undefined ? {} : { openFhir }),
    },
  })
  server.on('request', app.app)

  const browser = (): Browser => newBrowser(url)
  const launched = async (by: Browser, iss = ehr.iss): Promise<string> => {
    const reply = await by.get(`/app/launch?iss=${encodeURIComponent(iss)}&launch=abc`)
    return reply.location
  }
  return {
    ...app,
    ...{ url, ehr, browser, launched },
    later(seconds) {
      moved += seconds
    },
    async opened(by = browser(), appContext) {
      if (appContext !== undefined) ehr.behave.token = { ...ehr.behave.token, appContext }
      const { location } = await by.get(await launched(by))
      const back = await by.get(location)
      if (back.status !== 303) throw new Error(`the log-in ended with ${back.status}: ${back.text}`)
      by.csrf = (await by.get('/app/api/session')).json.csrf
      return by
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await app.close()
      await ehr.close()
    },
  }
}

/** A browser that speaks to the app at an address. */
export function newBrowser(url: string): Browser {
  const cookies = new Map<string, string>()
  const send = async (address: string, init: RequestInit): Promise<Reply> => {
    const target = new URL(address, url)
    const headers = new Headers(init.headers)
    if (target.origin === url) {
      const sent = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      if (sent !== '' && !headers.has('cookie')) headers.set('cookie', sent)
      if (it.csrf !== undefined && !headers.has('x-cardstock-csrf'))
        headers.set('x-cardstock-csrf', it.csrf)
      if (headers.get('x-cardstock-csrf') === '') headers.delete('x-cardstock-csrf')
    }
    const response = await fetch(target, { ...init, headers, redirect: 'manual' })
    if (target.origin === url) keep(cookies, response.headers)
    const text = await response.text()
    return {
      ...{ status: response.status, headers: response.headers, text },
      location: response.headers.get('location') ?? '',
      get json() {
        return JSON.parse(text)
      },
    }
  }
  const it: Browser = {
    cookies,
    csrf: undefined,
    get: (address, headers = {}) => send(address, { headers }),
    post: (address, body, headers = {}) =>
      send(address, {
        method: 'POST',
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  }
  return it
}

function keep(cookies: Map<string, string>, headers: Headers): void {
  for (const line of headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split('; ')
    const [name = '', value = ''] = pair.split('=')
    if (attributes.includes('Max-Age=0')) cookies.delete(name)
    else cookies.set(name, value)
  }
}
