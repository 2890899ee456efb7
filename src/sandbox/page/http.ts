import { Failure, pointsOf } from './failure.ts'

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly token?: string
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as a form, where there is no `json`. */
  readonly form?: URLSearchParams
}

/** No EHR waits longer than this, and nothing else on this machine should take as long. */
const TIMEOUT_MS = 10_000

/**
 * Calls an address relative to this page and reads the JSON that it answers; `undefined` for none.
 *
 * @throws Failure without an answer, or without one in time, and for any status but 2xx.
 */
export async function call(address: string, options: Call = {}): Promise<unknown> {
  const { method = 'GET', token, json, form } = options
  const headers: Record<string, string> = { accept: 'application/json' }
  if (json !== undefined) headers['content-type'] = 'application/json'
  if (token !== undefined) headers.authorization = `Bearer ${token}`
  const body = json === undefined ? form : JSON.stringify(json)
  return read(await sent(address, { method, headers, ...(body === undefined ? {} : { body }) }))
}

interface Answer {
  readonly response: Response
  readonly text: string
}

async function sent(address: string, init: RequestInit): Promise<Answer> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), TIMEOUT_MS)
  try {
    const response = await fetch(address, { ...init, signal: late.signal, cache: 'no-store' })
    return { response, text: await response.text() }
  } catch (cause) {
    if (late.signal.aborted) throw new Failure(`No answer within ${TIMEOUT_MS / 1000} s`, { cause })
    // So `fetch` says that there was no way through; anything else is a fault and keeps its words.
    if (cause instanceof TypeError) throw new Failure('No connection', { cause })
    throw cause
  } finally {
    clearTimeout(timer)
  }
}

function read({ response, text }: Answer): unknown {
  const body = parsed(text)
  if (!response.ok)
    throw new Failure(`HTTP ${response.status} ${response.statusText}`.trim(), {
      status: response.status,
      points: pointsOf(body),
      body: body ?? text,
    })
  if (text !== '' && body === undefined)
    throw new Failure('The answer is not JSON', { status: response.status, body: text })
  return body
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // What is no JSON has no value; the caller says so.
  }
}
