import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** One call to be sent. */
export interface Shot {
  readonly path: string
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
  /** Told apart in the samples. */
  readonly kind?: string
}

/** What came of one call. Times are in milliseconds. */
export interface Sample {
  /** When it was due, from the start of the load. */
  readonly dueMs: number
  /** From the moment it was due to the last byte of the answer, so that waiting to be sent counts. */
  readonly ms: number
  /** 0 where no answer came; then `fault` says why. */
  readonly status: number
  readonly fault: string
  readonly kind: string
  readonly retryAfter: boolean
}

export interface Load {
  readonly url: string
  readonly perSecond: number
  readonly shot: (n: number) => Shot
  /** Asked before each call. */
  readonly isOver: (elapsedMs: number) => boolean
  /** Connections at most; as many as calls are open where none is given. */
  readonly connections?: number
}

/**
 * Sends calls at their times, whether or not earlier ones were answered, as many independent callers
 * would; resolves when all that were sent have ended.
 */
export async function openLoop(load: Load): Promise<readonly Sample[]> {
  const { url, perSecond, shot, isOver, connections = Number.POSITIVE_INFINITY } = load
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'lifo' })
  const { hostname, port } = new URL(url)
  const began = performance.now()
  const pending = new Set<Promise<void>>()
  const samples: Sample[] = []

  const fire = async (n: number, dueMs: number): Promise<void> => {
    const { path, body, headers, kind = '' } = shot(n)
    const sent = request({
      agent,
      hostname,
      port,
      path,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...headers,
      },
    })
    sent.end(body)
    const ended = (status: number, fault: string, retryAfter: boolean): void => {
      const ms = performance.now() - began - dueMs
      samples.push({ dueMs, ms, status, fault, kind, retryAfter })
    }
    try {
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      answer.resume()
      await once(answer, 'end')
      ended(answer.statusCode ?? 0, '', answer.headers['retry-after'] !== undefined)
    } catch (error) {
      ended(0, (error as NodeJS.ErrnoException).code ?? 'failed', false)
    }
  }

  for (let n = 0; ; n += 1) {
    const dueMs = (n * 1000) / perSecond
    const early = dueMs - (performance.now() - began)
    if (early > 1) await pause(early)
    if (isOver(performance.now() - began)) break
    const call = fire(n, dueMs)
    pending.add(call)
    call.finally(() => pending.delete(call))
    // Answers are read in between, however far behind the load is.
    if (n % 16 === 0) await new Promise(setImmediate)
  }
  await Promise.all(pending)
  agent.destroy()
  return samples
}

/** The value below which `share` of the values lie; NaN where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** The slope of the line of least squares through the points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (pick: 0 | 1) => points.reduce((sum, each) => sum + each[pick], 0) / points.length
  const [mx, my] = [mean(0), mean(1)]
  const over = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0)
  return over / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
}
