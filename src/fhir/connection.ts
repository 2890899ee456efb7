import { type ClientRequest, Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'

/** The sockets of one read; pages share them, nothing else does. */
export interface Connection {
  exchange(): Exchange
  /** Destroys every socket, busy or idle; nothing of this read keeps the process alive after it. */
  close(): void
}

/** One request and its answer. */
export interface Exchange {
  /** For node-fetch: the agent of the one request that may be sent. @throws at a second one. */
  readonly agent: () => HttpAgent
  /**
   * Resolves when no connection came about in time, or it ended before the answer did; otherwise stays
   * pending.
   */
  readonly brokenOff: Promise<void>
  /** The media type that the answer says it has; empty before, and where it says none. */
  readonly mediaType: () => string
}

/**
 * Opens nothing yet: sockets come with the first exchange. `protocol` as in `URL`; `lookup` resolves
 * names to addresses that may be called; `connectMs` is what that and connecting may take.
 */
export function openConnection(
  protocol: string,
  lookup: LookupFunction,
  connectMs: number,
): Connection {
  let watch: (request: ClientRequest) => void = () => {}
  const agent =
    protocol === 'https:'
      ? watched(HttpsAgent, lookup, (request) => watch(request))
      : watched(HttpAgent, lookup, (request) => watch(request))
  return {
    exchange() {
      const { promise: brokenOff, resolve } = Promise.withResolvers<void>()
      let used = false
      let mediaType = ''
      watch = (request) => {
        request.once('socket', (socket) => {
          if (!socket.connecting) return
          const timer = setTimeout(resolve, connectMs)
          for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer))
        })
        request.once('response', (response) => {
          // As JSON or text fhirclient would read it, with no bound on a whole hook call; bytes it
          // hands on unread, and the bodies of errors it leaves alone.
          mediaType = response.headers['content-type'] ?? ''
          response.headers['content-type'] = 'application/octet-stream'
          // node-fetch 2 waits for ever when a body with a Content-Length is cut short.
          response.once('close', () => {
            if (!response.complete) resolve()
          })
        })
      }
      return {
        brokenOff,
        mediaType: () => mediaType,
        agent: () => {
          // fhirclient goes on to the Location of an empty 201, token and all (T2, T3).
          if (used) throw new Error('An exchange is one request')
          used = true
          return agent
        },
      }
    },
    close: () => agent.destroy(),
  }
}

type AddRequest = (request: ClientRequest, ...rest: readonly unknown[]) => void

/** An agent that shows each request to `see` before it takes it. */
function watched(
  Kind: typeof HttpAgent | typeof HttpsAgent,
  lookup: LookupFunction,
  see: (request: ClientRequest) => void,
): HttpAgent {
  const agent = new Kind({ keepAlive: true, lookup })
  // `addRequest` is what Node asks of any agent-like object; its types leave it out.
  const open = agent as unknown as { addRequest: AddRequest }
  const add = open.addRequest.bind(agent)
  open.addRequest = (request, ...rest) => {
    see(request)
    add(request, ...rest)
  }
  return agent
}
